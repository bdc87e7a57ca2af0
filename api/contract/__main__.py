"""``python -m api.contract``: print the contract, to be committed as ``docs/openapi.json``; ``page`` writes it into ``docs/api.md``."""

import json
import sys
from collections.abc import Sequence
from typing import Final

from api.config import ROOT
from api.contract.document import document
from api.contract.reference import page
from api.factory import create_app

PAGE: Final = ROOT / "docs" / "api.md"


def main(arguments: Sequence[str]) -> int:
    """Write the document to standard output, or its reference under the words of :data:`PAGE`."""
    if list(arguments) not in ([], ["page"]):
        print("usage: python -m api.contract [page]", file=sys.stderr)
        return 2
    contract = json.dumps(document(create_app()), ensure_ascii=False, indent=1) + "\n"
    if arguments:
        PAGE.write_text(page(PAGE.read_text("utf-8"), contract), "utf-8")
    else:
        sys.stdout.write(contract)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
