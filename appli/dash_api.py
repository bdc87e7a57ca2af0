"""Entry of the dashboard: ``gunicorn appli.dash_api:server`` or ``python -m appli.dash_api``."""

from appli.factory import create_app

app = create_app()
server = app.server

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=8050, debug=False)
