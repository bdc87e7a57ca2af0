"""The panels of a client's page: each has ``layout()`` and ``register(app, api)``."""
