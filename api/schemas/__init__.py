"""What the routes answer, as models: the contract (``/openapi.json``) is built from them and the tests hold every answer to them.

No route imports them: a model of a body that the API wrote itself would cost time and memory, and tell nothing that a test does not.
"""
