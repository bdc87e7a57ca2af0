"""How long somebody waits in a browser: from a key or a click, by the browser's own clock, until the frame that shows the answer is made.

Timed from outside, the commands between the two processes are counted too: with a slow processor, more than the wait itself.
"""

from collections.abc import Callable
from typing import Any, Final

WATCH: Final = """([...shown], arg) => {
  const taken = [];
  window.felt = new Promise((tell, fail) => {
    let start = null;
    for (const kind of ['keydown', 'click']) addEventListener(kind, event => start ??= event.timeStamp, { capture: true, once: true });
    let seen = 0;
    const painted = data => {
      while (taken.length < data) taken.push(performance.now() - start);
      if (taken.length === shown.length) tell(taken);
    };
    const look = () => {
      while (start !== null && seen < shown.length && shown[seen](arg)) seen += 1;
      if (seen > taken.length) scheduler.postTask(painted.bind(null, seen), { priority: 'user-blocking' }); // next, once the frame is made
      if (seen < shown.length) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    setTimeout(() => fail(new Error('not shown within a minute')), 60000);
  });
}"""
"""Note, frame by frame, how long after the next key or click each thing is shown."""


def felt(page: Any, act: Callable[[], Any], about: str, *shown: str) -> list[float]:
    """Milliseconds from the key or the click of ``act`` until each thing is shown, one after the other.

    ``shown`` are JavaScript functions of ``about`` that say whether it is.
    """
    page.evaluate(f"about => ({WATCH})([{','.join(shown)}], about)", about)
    act()
    taken: list[float] = page.evaluate("window.felt")
    return taken
