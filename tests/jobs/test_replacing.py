"""New files and folders take their places together, whatever interrupts on the way."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jobs.replacing import put_in_place

ROOT = Path(__file__).resolve().parents[2]
SLOW = """
import sys, threading, time
from pathlib import Path
from jobs.replacing import put_in_place

threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
rename = Path.rename

def slow(self, target):
    rename(self, target)
    print("renamed", flush=True)
    time.sleep(0.1)

Path.rename = slow
folder = Path(sys.argv[1])
try:
    put_in_place([(folder / "new" / name, folder / name) for name in ("a", "b")])
except KeyboardInterrupt:
    sys.exit(130)
"""


def pairs(folder: Path, kind: str) -> list[tuple[Path, Path]]:
    """Two drafts, the second of which replaces nothing yet."""
    (folder / "new").mkdir()
    for name, text in (("a", "earlier a"), ("new/a", "later a"), ("new/b", "later b")):
        place = folder / name
        if kind == "folders":
            place.mkdir()
            place = place / "file"
        place.write_text(text)
    return [(folder / "new" / name, folder / name) for name in "ab"]


def contents(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.mark.parametrize("kind", ["files", "folders"])
def test_every_draft_takes_its_place_and_nothing_else_is_left(tmp_path: Path, kind: str) -> None:
    put_in_place(pairs(tmp_path, kind))
    assert list(contents(tmp_path).values()) == ["later a", "later b"]
    assert {path.name for path in tmp_path.iterdir()} == {"a", "b", "new"}


@pytest.mark.parametrize("kind", ["files", "folders"])
def test_an_accident_on_the_way_puts_everything_back(tmp_path: Path, kind: str) -> None:
    moves, before = pairs(tmp_path, kind), contents(tmp_path)
    with pytest.raises(FileNotFoundError):
        put_in_place([*moves, (tmp_path / "new" / "absent", tmp_path / "c")])
    assert contents(tmp_path) == before


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)], ids=["Ctrl-C", "SIGTERM"])
def test_a_signal_to_a_process_of_two_threads_waits_for_the_last_rename(tmp_path: Path, how: signal.Signals, code: int) -> None:
    pairs(tmp_path, "files")
    process = subprocess.Popen([sys.executable, "-c", SLOW, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "renamed\n"
    process.send_signal(how)
    assert len(process.communicate()[0].splitlines()) == 2
    assert process.returncode == code
    assert contents(tmp_path) == {"a": "later a", "b": "later b"}
