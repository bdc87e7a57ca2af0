"""The HTTP API: it validates, calls the library, serialises. It knows nothing of training or of the dashboard."""
