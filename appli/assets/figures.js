/* Charts arrive as data (appli/panels/parts.py). Those in sight are drawn first, the others once these are painted, or when they come
   into sight: nobody waits for a chart of a tab that they have not opened. */
(function () {
  "use strict";
  const LOOK = { displayModeBar: false, displaylogo: false, doubleClick: false, scrollZoom: false };
  const FILLED = { autosize: true, width: undefined, height: undefined }; // as large as the place it stands in
  const AGAIN = 3000; // milliseconds after which a chart that could not be drawn is tried again
  const waiting = new Set();
  const drawn = new WeakMap(); // what each place shows
  let library = null;
  let turn = 0;

  /* plotly.js with the kinds of chart drawn here, as its makers publish it: a quarter of the whole. */
  function fetched() {
    library ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = "/assets/plotly/plotly-finance.min.js";
      script.onload = () => resolve(window.Plotly);
      script.onerror = () => reject((library = null));
      document.head.append(script);
    });
    return library;
  }

  async function draw(holder) {
    const plotly = window.Plotly || (await fetched());
    if (!waiting.delete(holder) || !holder.isConnected) return; // another turn drew it, or it left
    sight.unobserve(holder);
    drawn.set(holder, holder.dataset.figure);
    delete holder.dataset.unfolds; // what listened to the chart before (charts.js) goes with it
    const { data, layout } = JSON.parse(holder.dataset.figure);
    await plotly.newPlot(holder, data, Object.assign(layout, FILLED), LOOK);
    room.observe(holder);
  }

  function attempt(holder) {
    return draw(holder).then(later, () => setTimeout(later, AGAIN));
  }

  const sight = new IntersectionObserver((seen) => seen.forEach((one) => one.isIntersecting && attempt(one.target)));
  const room = new ResizeObserver((changed) => changed.forEach((one) => fit(one.target)));

  function fit(holder) {
    const { width, height } = holder._fullLayout || {};
    const same = Math.abs(width - holder.clientWidth) < 1 && Math.abs(height - holder.clientHeight) < 1;
    if (holder.clientWidth && !same) window.Plotly.Plots.resize(holder).catch(() => {}); // it left meanwhile
  }

  /* Drawn in the same frame when it is in sight, so that a chart that replaces another leaves no hole. */
  function found(holder) {
    if (drawn.get(holder) === holder.dataset.figure) return; // it only moved
    const { top, bottom, height } = holder.getBoundingClientRect();
    const shown = height && bottom > 0 && top < innerHeight && getComputedStyle(holder).visibility === "visible";
    waiting.add(holder);
    if (shown && window.Plotly) return attempt(holder);
    sight.observe(holder);
    later();
  }

  /* Those that have a place, together: painted one by one, the last would come twice as late. */
  function later() {
    if (turn || !waiting.size) return;
    turn = requestAnimationFrame(() => setTimeout(rest));
  }

  function rest() {
    turn = 0;
    for (const holder of waiting) if (!holder.isConnected) waiting.delete(holder);
    [...waiting].filter((holder) => holder.clientWidth).forEach(attempt);
  }

  function each(node) {
    if (!(node instanceof HTMLElement)) return;
    if (node.dataset.figure) found(node);
    node.querySelectorAll("[data-figure]").forEach(found);
  }

  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(each))).observe(document.documentElement, {
    subtree: true,
    childList: true,
  });

  (window.requestIdleCallback || setTimeout)(() => fetched().catch(() => {})); // before the first client
  addEventListener("beforeprint", () => [...waiting].filter((holder) => holder.clientWidth).forEach(attempt));
})();
