"""Alembic runs this for one of the two databases, on the connection that :mod:`api.decisions.migrate` hands over."""

from alembic import context

attributes = context.config.attributes
context.configure(connection=attributes["connection"], version_table=f"{attributes['part']}_version")
context.run_migrations()
