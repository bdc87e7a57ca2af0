/* Charts arrive as data (appli/panels/parts.py). Those in sight are drawn first, then the others, one a frame, or when they come
   into sight: nobody waits for a chart of a tab that they have not opened. */
(function () {
  "use strict";
  const LOOK = { displayModeBar: false, displaylogo: false, doubleClick: false, scrollZoom: false };
  const FILLED = { autosize: true, width: undefined, height: undefined }; // as large as the place it stands in
  const waiting = new Set();
  let library = null;
  let turn = 0;

  /* plotly.js with the kinds of chart drawn here, as its makers publish it: a quarter of the whole. */
  function fetched() {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = "/assets/plotly/plotly-finance.min.js";
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject((library = null)); // the next chart tries again
      document.head.append(script);
    });
    return library;
  }

  async function draw(holder) {
    if (!waiting.delete(holder)) return;
    sight.unobserve(holder);
    const plotly = window.Plotly || (await fetched());
    const figure = JSON.parse(holder.dataset.figure);
    await plotly.newPlot(holder, figure.data, Object.assign(figure.layout, FILLED), LOOK);
    room.observe(holder);
  }

  const sight = new IntersectionObserver((seen) => seen.forEach((one) => one.isIntersecting && draw(one.target)));
  const room = new ResizeObserver((changed) => changed.forEach((one) => fit(one.target)));

  function fit(holder) {
    const { width, height } = holder._fullLayout || {};
    const same = Math.abs(width - holder.clientWidth) < 1 && Math.abs(height - holder.clientHeight) < 1;
    if (holder.clientWidth && !same) window.Plotly.Plots.resize(holder).catch(() => {}); // it left meanwhile
  }

  /* Drawn in the same frame when it is in sight, so that a chart that replaces another leaves no hole. */
  function found(holder) {
    const { top, bottom, height } = holder.getBoundingClientRect();
    const shown = height && bottom > 0 && top < innerHeight && getComputedStyle(holder).visibility === "visible";
    waiting.add(holder);
    if (shown && window.Plotly) return draw(holder);
    sight.observe(holder);
    later();
  }

  /* One a frame, of those that have a place: what is painted meanwhile, or clicked, comes in between. */
  function later() {
    if (turn) return;
    turn = requestAnimationFrame(() => setTimeout(rest));
  }

  async function rest() {
    for (const holder of waiting) if (!holder.isConnected) waiting.delete(holder);
    const next = [...waiting].find((holder) => holder.clientWidth);
    if (next) await draw(next).catch(() => {});
    turn = 0;
    if (next) later();
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") found(change.target);
      for (const node of change.addedNodes) if (node instanceof HTMLElement) node.querySelectorAll("[data-figure]").forEach(found);
    }
  }).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["data-figure"] });

  (window.requestIdleCallback || setTimeout)(() => fetched().catch(() => {})); // before the first client
  addEventListener("beforeprint", () => [...waiting].filter((holder) => holder.clientWidth).forEach(draw));
})();
