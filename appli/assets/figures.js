/* Charts arrive as data (appli/panels/parts.py) and are drawn before anything is painted, those of other tabs too. */
(function () {
  "use strict";
  const drawn = new WeakMap(); // what each place shows: { width, height, figure, hints }
  const room = new ResizeObserver((changed) => changed.forEach(({ target }) => fit(target, target.clientWidth, target.clientHeight)));

  function fit(holder, width, height) {
    const before = drawn.get(holder);
    if (!width || (before?.width === width && before.height === height)) return;
    const figure = before?.figure || JSON.parse(holder.dataset.figure), { svg, hints } = window.draw.figure(figure, width, height);
    drawn.set(holder, { width: width, height: height, figure: figure, hints: hints });
    holder.innerHTML = svg;
  }

  function charts(node) {
    if (!(node instanceof HTMLElement)) return [];
    return node.dataset.figure ? [node] : [...node.querySelectorAll("[data-figure]")];
  }

  /* All sizes are read before anything is written: the page is laid out once. */
  new MutationObserver((changes) => {
    const come = changes.flatMap((change) => [...change.addedNodes].flatMap(charts)).filter((holder) => !drawn.has(holder));
    const sizes = come.map(({ clientWidth, clientHeight }) => [clientWidth, clientHeight]);
    come.forEach((holder) => room.observe(holder)); // before any is drawn: one that cannot be does not keep the others from it
    come.forEach((holder, rank) => fit(holder, ...sizes[rank]));
  }).observe(document.documentElement, { subtree: true, childList: true });

  window.charts = {
    /* The chart of this name as it was asked for; null while there is none. */
    figure: function (name) {
      return drawn.get(document.querySelector(`[data-chart="${name}"] .chart-graph`))?.figure ?? null;
    },
    /* What the marks of a chart say of themselves. */
    hints: function (holder) {
      return drawn.get(holder)?.hints ?? [];
    },
  };
})();
