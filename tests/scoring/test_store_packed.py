"""What the store packs comes back, smaller after a specimen, and never once it is damaged."""

import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from scoring.errors import NotReady
from scoring.store import Store, StoredClient, replace_all
from scoring.store.records import compact, pack, sealed
from tests.scoring.test_store import client, people, url_in, without_rows


def test_an_answer_is_kept_without_what_all_of_them_say(tmp_path: Path) -> None:
    told = {"score": 0.25, "text": "Les organismes extérieurs donnent une note moyenne de 0,08 sur 1 (une note haute est favorable)."}
    kept = []
    for specimen in ("", compact(told | {"score": 0.75})):
        whole = {"fingerprint": "f", "model_version": "m", "specimen": specimen}
        replace_all(url_in(tmp_path), [client(7)._replace(answer=told)], people(), kind="demo", **whole)
        without_rows(tmp_path)
        found = Store.open(url_in(tmp_path)).client(7)
        assert json.loads(found.answer) == told
        kept.append(found)
    assert len(kept[1].packed_answer) < len(kept[0].packed_answer) / 3
    for place in range(len(kept[1].packed_answer)):  # a flipped bit is no answer, wherever it is, nor is another specimen's
        flipped = bytearray(kept[1].packed_answer)
        flipped[place] ^= 4
        assert kept[1]._replace(packed_answer=bytes(flipped)).answer is None
    assert kept[1]._replace(specimen=kept[1].specimen.replace(b"0.75", b"0.65")).answer is None


def test_inputs_with_a_flipped_bit_are_not_served_and_an_earlier_version_s_are_read(tmp_path: Path) -> None:
    replace_all(url_in(tmp_path), [client(7)], people(), kind="demo", fingerprint="f", model_version="m")
    without_rows(tmp_path)
    store = Store.open(url_in(tmp_path))
    inputs = store.client(7).packed_features
    kept = sealed(inputs)
    with closing(sqlite3.connect(tmp_path / "clients.sqlite", isolation_level=None)) as table:
        for told in (inputs, kept):
            table.execute("update clients set features = ?", (told,))
            assert store.client(7).packed_features == inputs
        for place in range(len(kept)):
            flipped = bytearray(kept)
            flipped[place] ^= 4
            table.execute("update clients set features = ?", (bytes(flipped),))
            with pytest.raises(NotReady, match="client 7 is damaged"):
                store.client(7)


def test_one_word_of_a_record_is_read_without_the_others() -> None:
    record = {"JOB": "Cooking staff", "LESS": None, "WORK": "", "AGE": 12, "ORG": 'the "Sun"', "SAYS": '"JOB":"none"'}
    packed = pack(record, b"")
    found = StoredClient(7, bytes(4), packed, b"", "m", 1)
    told = {name: found.word(name) for name in (*record, "NONE")}
    assert told == {"JOB": "Cooking staff", "LESS": None, "WORK": "", "AGE": None, "ORG": "the \\", "SAYS": "\\", "NONE": None}
    with pytest.raises(NotReady, match="client 7 is damaged"):
        found._replace(packed_record=b"broken").word("JOB")


def test_what_an_earlier_version_packed_is_read() -> None:
    old = zlib.compress(b'{"AMT":1.25}', 1)
    found = StoredClient(7, bytes(4), old, zlib.compress(b"[]"), "m", 1, old)
    assert (found.record, found.reasons, found.answer) == ({"AMT": 1.25}, [], b'{"AMT":1.25}')
