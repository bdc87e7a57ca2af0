"""``python -m appli accounts|keys``: what the operator does for the dashboard."""

import sys

from appli.access.commands import main

if __name__ == "__main__":
    sys.exit(main())
