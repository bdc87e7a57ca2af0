"""``python -m api.contract``: print the contract, to be committed as ``docs/openapi.json``."""

import json
import sys

from api.contract.document import document
from api.factory import create_app


def main() -> None:
    """Write the document to standard output."""
    sys.stdout.write(json.dumps(document(create_app()), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
