"""The pictures of the guides: each that is named is there, taken by the one command, and small."""

import re

import pytest

from tests.browser.pictures import IMAGES, NAMES
from tests.services import ROOT

MOST_BYTES = 3_000_000
SHOWN = [
    (guide.name, name)
    for guide in sorted((ROOT / "docs").glob("*.md"))
    for name in re.findall(r"\(images/(.+?)\)", guide.read_text("utf-8"))
]


@pytest.mark.parametrize(("guide", "name"), SHOWN)
def test_a_picture_that_a_guide_shows_is_there_and_taken_by_the_command(guide: str, name: str) -> None:
    assert (IMAGES / name).is_file(), guide
    assert name.removesuffix(".png") in NAMES, guide


def test_the_folder_holds_the_pictures_that_are_taken_and_stays_small() -> None:
    kept = list(IMAGES.iterdir())
    assert {picture.name for picture in kept} == {f"{name}.png" for name in NAMES}
    assert sum(picture.stat().st_size for picture in kept) < MOST_BYTES


def test_the_guide_names_the_command() -> None:
    assert "python -m tests.browser.pictures" in (ROOT / "docs" / "guide_conseiller.md").read_text("utf-8")
