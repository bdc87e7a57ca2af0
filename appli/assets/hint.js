/* What a mark of a chart is worth, beside the mouse or under a finger; a click on a bar of the waterfall unfolds its subject below. */
(function () {
  "use strict";
  const NEAR = 18; // pixels
  const hint = Object.assign(document.createElement("div"), { className: "chart-hint", hidden: true });
  hint.setAttribute("aria-hidden", "true"); // the same numbers are in the table beneath

  /* The nearest mark of a chart, the upper one where they cover each other. */
  function marked(holder, event) {
    const { left, top } = holder.getBoundingClientRect(), x = event.clientX - left, y = event.clientY - top;
    const away = (mark) => Math.hypot(Math.max(mark.x - x, 0, x - mark.x - mark.width), Math.max(mark.y - y, 0, y - mark.y - mark.height));
    const near = window.charts.hints(holder).map((mark) => ({ ...mark, away: away(mark) })).filter((mark) => mark.away < NEAR);
    return near.reduceRight((best, mark) => (best && best.away <= mark.away ? best : mark), null);
  }

  function show(event) {
    const holder = event.target.closest?.(".chart-graph"), mark = holder && marked(holder, event);
    hint.hidden = !mark;
    if (!mark) return;
    holder.parentNode.append(hint);
    hint.textContent = mark.words;
    const middle = mark.x + mark.width / 2, most = holder.clientWidth - hint.offsetWidth;
    hint.style.left = Math.max(0, Math.min(middle - hint.offsetWidth / 2, most)) + "px";
    hint.style.top = mark.y - hint.offsetHeight - 6 + "px";
  }

  document.addEventListener("pointermove", show);
  document.addEventListener("pointerdown", show);
  document.addEventListener("keydown", (event) => event.key === "Escape" && (hint.hidden = true));

  document.addEventListener("click", (event) => {
    const holder = event.target.closest('[data-chart="waterfall"] .chart-graph'), mark = holder && marked(holder, event);
    if (mark) unfold(mark.name);
  });

  function unfold(label) {
    for (const subject of document.querySelectorAll("details[data-family-label]")) {
      if (subject.dataset.familyLabel !== label) continue;
      subject.open = true;
      subject.scrollIntoView({ block: "nearest" });
    }
  }
})();
