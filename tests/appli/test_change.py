"""What could change the recommendation: levers in words and figures, or that there is no path; never a trait as advice."""

from appli.letter import letter, paths_for
from appli.panels.change import card, said
from appli.texts import Texts
from appli.views import screen_of
from tests.appli.conftest import Neighbour
from tests.appli.test_letter import recorded, words
from tests.appli.test_panels import read

FRENCH = Texts("fr")


def found(neighbour: Neighbour, client: str) -> str:
    """What the card says of a client."""
    return read(said(neighbour.api.recourse(client), FRENCH))


def test_paths_are_said_by_lever_and_where_they_lead(neighbour: Neighbour) -> None:
    text = found(neighbour, "193500")
    assert "Possibilité 1 | Montant du prêt\u202f: 360\u202f000\u202f€ au lieu de 500\u202f000\u202f€." in text
    assert "Possibilité 2" in text
    assert "Le score passerait à 63 sur 100" in text
    assert "Simulation, et non promesse." in text


def test_no_path_is_said_plainly_with_how_near_the_levers_lead(neighbour: Neighbour) -> None:
    text = found(neighbour, "111767")
    assert "Aucun chemin" in text
    assert "au mieux de 28 sur 100" in text
    assert "Possibilité" not in text


def test_an_approval_asks_for_nothing(neighbour: Neighbour) -> None:
    screen, _ = screen_of(neighbour.api.screen("193423"))
    drawn = card(screen, FRENCH)
    assert FRENCH("change.needless") in read(drawn)
    assert not [part for part in drawn._traverse() if hasattr(part, "id")]  # nothing that a call would fill


def test_the_other_zones_say_what_the_api_found_with_the_screen(neighbour: Neighbour) -> None:
    screen, _ = screen_of(neighbour.api.screen("193500"))
    drawn = card(screen, FRENCH)
    assert "Possibilité 2" in read(drawn)
    assert not [part for part in drawn._traverse() if hasattr(part, "id")]


def test_a_store_without_the_levers_says_so(neighbour: Neighbour) -> None:
    screen, _ = screen_of(neighbour.api.screen("111767") | {"recourse": None})
    assert FRENCH("change.lost") in read(card(screen, FRENCH))


def test_neither_age_nor_household_is_advice(neighbour: Neighbour) -> None:
    for client in ("193500", "111767"):
        assert not any(trait in found(neighbour, client) for trait in ("Âge", "Foyer", "voiture", "emploi"))


def test_the_letter_gives_the_paths_of_the_score_it_tells(neighbour: Neighbour) -> None:
    decision = recorded(193500, "refus")
    page = words(letter(decision, None, FRENCH, paths_for(decision, "", neighbour.api)))
    assert "Possibilité 2. Montant du prêt\u202f: 420\u202f000\u202f€ au lieu de 500\u202f000\u202f€. Reste dû ailleurs" in page
    assert "Ce n’est pas une promesse" in page
    refused = recorded(111767, "refus")
    assert "Aucun de ces changements ne suffit" in words(letter(refused, None, FRENCH, paths_for(refused, "", neighbour.api)))


def test_the_letter_says_nothing_of_paths_from_another_score(neighbour: Neighbour) -> None:
    decision = recorded(193500, "refus")
    decision["shown"] = decision["shown"] | {"score": 0.5}
    assert paths_for(decision, "", neighbour.api) is None
    assert paths_for(decision | {"shown": None}, "", neighbour.api) is None
