"""How the product is brought up. ``local`` is `make run`: standard library only, so that it runs before anything is installed."""
