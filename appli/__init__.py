"""The dashboard: what the advisor and the client see. Everything it knows comes over HTTP through :mod:`appli.client`."""
