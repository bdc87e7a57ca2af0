"""A score tells less than a file: who may ask for the one may not have the other by another route."""

from collections.abc import Callable

from tests.api.access.conftest import Asker
from tests.api.test_errors import assert_problem


def test_the_screen_holds_the_file_and_takes_its_scope(service: Callable[..., Asker]) -> None:
    scorer, reader = service("score:read", name="scorer"), service("score:read", "client:read", name="reader")
    assert scorer.get("/get_score/193423").status_code == 200
    for address in ("/get_info_client/193423", "/get_client_screen/193423"):
        assert "client:read" in assert_problem(scorer.get(address), 403)["detail"]
        assert reader.get(address).status_code == 200
