"""Command line of the product: ``python -m jobs COMMAND``. Each module imports its heavy libraries only when it runs."""
