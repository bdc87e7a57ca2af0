"""The contract (OpenAPI 3.1): built from the routes, their marks, the models of their bodies and the guide; served as committed.

``python -m api.contract > docs/openapi.json`` writes the copy that the API serves; a test holds it to the code.
"""
