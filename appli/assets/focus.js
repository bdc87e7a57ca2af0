/* Where the keyboard goes when what it was on leaves the page, or another page opens: to that page's heading, or to what was just said. */
(function () {
  "use strict";
  let wanted = null; // where to go once it is there
  let held = null; // where it went: drawn anew or hidden, another that says as much is gone to

  function isSeen(part) {
    return part.checkVisibility({ visibilityProperty: true });
  }

  function seen(selector) {
    return [...document.querySelectorAll(selector)].find(isSeen);
  }

  function go() {
    if (held && !isSeen(held.part)) {
      if ([document.body, held.part].includes(document.activeElement)) wanted = wanted || held.selector;
      held = null;
    }
    const part = wanted && seen(wanted);
    if (!part) return;
    held = { part: part, selector: wanted };
    wanted = null;
    if (!part.matches("input, button")) part.tabIndex = -1;
    part.focus();
  }

  /* Whoever moves on by themselves meanwhile is not called back. */
  for (const move of ["keydown", "pointerdown"]) document.addEventListener(move, () => (wanted = held = null), true);

  window.keyboard = {
    to: function (selector) {
      wanted = selector;
      requestAnimationFrame(go);
    },
    /* Whether it is on a part of the page, or on nothing any more; the part is away while the screen is locked. */
    isOn: function (part) {
      return document.activeElement === document.body || Boolean(document.getElementById(part)?.contains(document.activeElement));
    },
  };

  const watched = { subtree: true, childList: true, attributeFilter: ["class", "hidden"] };
  new MutationObserver(() => (wanted || held) && go()).observe(document.documentElement, watched);
})();
