/* A figure as a picture: it is described as for plotly.js (appli/figures), and drawn here, more than ten times faster
   (docs/decisions/0025-charts-of-our-own.md). */
(function () {
  "use strict";
  const draw = (window.draw ??= {});
  const SPACE = "http://www.w3.org/2000/svg";
  const TITLE = { x: 24, top: 22 };
  let pictures = 0;

  /* The picture and what it says under the mouse: { svg, hints }. ``head``: words to stand above it, [{ text, size, height }]. */
  draw.figure = function ({ data, layout }, width, height, head = []) {
    const room = head.reduce((sum, line) => sum + line.height, head.length && TITLE.top);
    const area = within(layout.margin, width, height, room);
    const plot = { ...area, width: width, height: height, separators: layout.separators, hints: [], ...hatching(), stacked: stacking(layout) };
    const inside = (data[0].type === "indicator" ? draw.gauge(area, data[0]) : charted(plot, data, layout)) + headed(head);
    const look = { class: "drawing", xmlns: SPACE, width: width, height: height, "aria-hidden": "true" };
    Object.assign(look, { "font-family": layout.font.family, fill: layout.font.color });
    return { svg: draw.tag("svg", look, plot.defs() + inside), hints: plot.hints };
  };

  /* Where the marks stand; a picture with a title has wider edges. */
  function within({ l, r, t, b }, width, height, room) {
    const edge = room && TITLE.x;
    return { left: Math.max(l, edge), right: width - Math.max(r, edge), top: t + room, bottom: height - b };
  }

  function charted(plot, data, layout) {
    const room = plot.top - layout.margin.t;
    const rows = draw.key(data, layout, plot.right - plot.left);
    const raised = layout.legend.y - 1, foot = () => plot.top - raised * (plot.bottom - plot.top);
    if (rows.length) plot.top += Math.max(0, draw.ROW * rows.length - (foot() - room)); // what has no place above takes some from the marks
    plot.x = draw.scale(layout.xaxis, plot.left, plot.right, layout.xaxis.range ? null : draw.extent(data, "x"));
    plot.y = draw.scale(layout.yaxis, plot.bottom, plot.top, layout.yaxis.range ? null : draw.extent(data, "y"));
    const { shapes = [], annotations = [] } = layout, under = draw.shapes(plot, shapes, "below") + draw.axis(plot, "y") + draw.axis(plot, "x");
    const over = draw.shapes(plot, shapes, "above") + draw.notes(plot, annotations) + draw.keyed(plot, rows, foot());
    return under + draw.marks(plot, data) + over;
  }

  /* Where a bar begins: at zero or, stacked, where the one before it at the same place ended. */
  function stacking({ barmode }) {
    const ends = new Map();
    return (place, value) => {
      const from = ends.get(place) || 0;
      if (barmode === "stack") ends.set(place, from + value);
      return from;
    };
  }

  /* White strokes over a colour: made once a picture, and only where one asks for them. */
  function hatching() {
    const id = `hatch-${(pictures += 1)}`;
    let asked = false;
    const strokes = draw.path("M-2,2L2,-2M0,7L7,0M5,9L9,5", { stroke: "#fff", "stroke-width": 1.2 });
    return {
      hatch: () => (asked = true) && id,
      defs: () => (asked ? draw.tag("defs", {}, draw.tag("pattern", { id: id, width: 7, height: 7, patternUnits: "userSpaceOnUse" }, strokes)) : ""),
    };
  }

  function headed(head) {
    let y = TITLE.top;
    return head.map(({ text, size, height }) => draw.text(text, { x: TITLE.x, y: (y += height) - 0.25 * height, size: size, kind: "loud" })).join("");
  }
})();
