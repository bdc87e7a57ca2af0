"""Links: they say nothing of a client's number, and only this process knows whose they are."""

import pytest

from appli import links
from appli.links import Links
from appli.search import followed, problem
from appli.texts import Texts
from tests.appli.conftest import Neighbour
from tests.appli.test_panels import read


def test_a_link_leads_back_to_its_client_in_this_process_only() -> None:
    known, other = Links(b"one key"), Links(b"another")
    link = known.to("193423")
    assert known.client(link) == "193423"
    assert link == known.to("193423") != other.to("193423")
    assert "193423" not in link
    assert other.client(link) is None


def test_few_links_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "KEPT", 2)
    known = Links(b"key")
    first, second, _ = (known.to(client) for client in ("1", "2", "1"))
    known.to("3")
    assert (known.client(first), known.client(second)) == ("1", None)


def test_a_link_opens_a_file_by_one_call(neighbour: Neighbour) -> None:
    known = Links()
    found = followed({"client": "193423"}, None, neighbour.api, known)
    again = followed({"client": None, "link": found[2]["link"]}, None, neighbour.api, known)
    assert again[2] == found[2] == {"kind": "ok", "client": "193423", "link": known.to("193423")}
    assert neighbour.calls == ["/get_client_screen/193423"] * 2


def test_an_unknown_link_is_explained_without_a_call(neighbour: Neighbour) -> None:
    *_, trouble, _ = followed({"client": None, "link": "0" * 24}, None, neighbour.api, Links())
    assert read(problem(trouble, Texts("fr"))).startswith("Ce lien ne mène plus à un dossier")
    assert neighbour.calls == []


def test_a_failed_search_has_no_link(neighbour: Neighbour) -> None:
    assert followed({"client": "4"}, None, neighbour.api, Links())[2] == {"kind": "unknown", "client": "4"}
