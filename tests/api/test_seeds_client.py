"""The client programs that came before this API run unchanged against it."""

import threading
from collections.abc import Iterator

import pandas as pd
import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from scoring.model import Model


@pytest.fixture
def ip_address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("CURRENT_CLIENT_ID", [193423, 111767])
def test_word_for_word(ip_address: str, CURRENT_CLIENT_ID: int, model: Model) -> None:
    req = requests.get(f"http://{ip_address}/get_score/{CURRENT_CLIENT_ID}").json()  # noqa: S113
    info_client = requests.get(f"http://{ip_address}/get_info_client/{CURRENT_CLIENT_ID}").json()  # noqa: S113
    info_client = pd.Series(info_client['info_client']).to_frame().T.iloc[:, 2:]  # fmt: skip

    assert req["id_client"] == str(CURRENT_CLIENT_ID)
    assert req["prediction"][0] == pytest.approx(1 - req["prediction"][1])
    assert list(info_client.columns) == list(model.features)
    assert len(info_client) == 1
