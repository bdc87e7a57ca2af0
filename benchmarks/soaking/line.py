"""``python -m benchmarks.soaking.line ADDRESS CLIENT``: the dashboard's own client of the API, in its network, over and over."""

import sys
import time

from appli.client import ApiClient
from appli.config import Config
from appli.errors import ApiError


def main(address: str, client: str) -> None:
    """Ask until killed; a word a line says how each went."""
    api = ApiClient(Config(api_url=address))
    while True:
        try:
            api.screen(client)
            print("answered", flush=True)
        except ApiError as problem:
            print("failed", type(problem).__name__, flush=True)
        time.sleep(0.2)


if __name__ == "__main__":
    main(*sys.argv[1:])
