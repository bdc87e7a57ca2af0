/* What one does with a chart: save it, see it on the whole screen, open a subject from its bar. */
(function () {
  "use strict";
  if (document.fullscreenEnabled) document.documentElement.dataset.screens = "true"; // a phone may have none to give

  document.addEventListener("click", (event) => {
    const saved = event.target.closest("[data-png]");
    if (saved) savePicture(saved.dataset.png, saved.dataset.title, saved.dataset.takeaway);
    const shown = event.target.closest("[data-full]");
    if (shown) fill(shown.closest(".chart"));
  });

  /* The chart alone, as on a wall: again, or Escape, and the page is back where it was. */
  function fill(chart) {
    if (document.fullscreenElement) document.exitFullscreen();
    else chart.requestFullscreen();
  }

  async function savePicture(name, title, takeaway) {
    const graph = document.querySelector(`[data-chart="${name}"] .js-plotly-plot`);
    if (!graph) return; // it is not drawn yet
    const lines = broken(title, 92), more = broken(takeaway, 124), head = 42 + 24 * lines.length + 19 * more.length;
    const layout = Object.assign({}, graph.layout, { width: 1000, height: graph.clientHeight + head, autosize: false });
    layout.margin = Object.assign({}, layout.margin, { t: layout.margin.t + head, l: Math.max(layout.margin.l, 24), r: Math.max(layout.margin.r, 24) });
    const small = more.map((line) => `<span style="font-size:14px">${line}</span>`);
    layout.title = { text: [...lines, ...small].join("<br>"), x: 0.024, xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 22 }, font: { size: 18 }, automargin: false };
    const address = await window.Plotly.toImage({ data: graph.data, layout: layout }, { format: "png", width: 1000, height: layout.height, scale: 2 });
    const link = document.createElement("a");
    link.href = address;
    link.download = name + ".png";
    link.click();
  }

  /* A text in lines that fit the picture. */
  function broken(text, longest) {
    const lines = [""];
    for (const word of text.split(" ")) {
      if ((lines.at(-1) + word).length > longest) lines.push("");
      lines[lines.length - 1] += (lines.at(-1) ? " " : "") + word;
    }
    return lines;
  }

  /* The first time the mouse comes to the waterfall, make its bars unfold their subject below. */
  document.addEventListener("mouseover", (event) => {
    const graph = event.target.closest && event.target.closest('[data-chart="waterfall"] .js-plotly-plot');
    if (!graph || graph.dataset.unfolds) return;
    graph.dataset.unfolds = "true";
    graph.on("plotly_click", (click) => unfold(click.points[0].customdata));
  });

  function unfold(label) {
    for (const subject of document.querySelectorAll("details[data-family-label]")) {
      if (subject.dataset.familyLabel !== label) continue;
      subject.open = true;
      subject.scrollIntoView({ block: "nearest" });
    }
  }
})();
