"""The pictures of the guides are what the screens look like: taken again, and compared with those that are kept."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser

from tests.browser.pictures import IMAGES, NAMES, Camera, pictured, take, take_door
from tests.services import Product

pytestmark = pytest.mark.browser
SMALL = (192, 120)
"""Dates and numbers of decisions differ; so small, they do not count."""
MOST = 2.0
"""Mean difference of the greys, from 0 to 255."""


def difference(one: Path, other: Path) -> float:
    """How much two pictures differ; all the way when they have not the same size."""
    with Image.open(one) as first, Image.open(other) as second:
        if first.size != second.size:
            return 255.0
        small = [picture.convert("L").resize(SMALL, Image.Resampling.BOX) for picture in (first, second)]
    return ImageStat.Stat(ImageChops.difference(*small)).mean[0]


def test_the_pictures_that_are_kept_are_those_of_today(browser: Browser, product: Product, closed: Product, tmp_path: Path) -> None:
    camera = Camera(tmp_path)
    take(browser, product, pictured(product), camera)
    take_door(browser, closed, camera)
    assert {picture.stem for picture in tmp_path.iterdir()} == set(NAMES)
    found = {name: round(difference(tmp_path / f"{name}.png", IMAGES / f"{name}.png"), 1) for name in NAMES}
    old = {name: by for name, by in found.items() if by > MOST}
    assert not old, f"run `python -m tests.browser.pictures`, look at them, and keep them: {old} of {found}"
    assert difference(IMAGES / "decision-accord.png", IMAGES / "decision-refus.png") > MOST  # another screen would be told
