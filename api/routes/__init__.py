"""The routes, one module a subject: validate, call, serialise."""
