"""The entry point: ``gunicorn -c api/gunicorn.conf.py api.api2:app``."""

from api.factory import create_app

app = create_app()
