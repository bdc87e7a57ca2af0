/* What stands around the marks: grid, names of the axes, key, zones, notes. */
(function () {
  "use strict";
  const draw = (window.draw ??= {});
  const SIZE = 13;
  const GAP = 6; // pixels between an axis and its labels
  const SWATCH = 12;
  const ROW = (draw.ROW = 22); // pixels a row of the key
  const EDGE = 4; // pixels between words and the edge of the picture

  function pixels(lines) {
    return lines * draw.LINE * SIZE;
  }

  /* Lines and labels of one axis; nothing where it is not to be seen. */
  draw.axis = function (plot, letter) {
    const scale = plot[letter], { axis } = scale;
    if (axis.visible === false) return "";
    const ticks = draw.ticks(scale, letter, plot.separators).map((tick) => ({ ...tick, at: scale.place(tick.value), size: draw.size(tick.label) }));
    const grid = axis.showgrid === false ? "" : ticks.map(({ at }) => across(plot, letter, at, { stroke: axis.gridcolor })).join("");
    const zero = axis.zeroline ? across(plot, letter, scale.place(0), { stroke: axis.zerolinecolor }) : "";
    const { labels, depth } = (letter === "x" ? below : beside)(plot, ticks, GAP + (axis.ticklen || 0) + (axis.ticklabelstandoff || 0));
    return grid + zero + labels + (axis.title ? named(plot, letter, axis.title, depth) : "");
  };

  function across({ left, right, top, bottom }, letter, at, look) {
    return letter === "x" ? draw.line(at, top, at, bottom, look) : draw.line(left, at, right, at, look);
  }

  /* Under the axis; turned when they would run into one another. */
  function below(plot, ticks, gap) {
    const room = Math.min(...ticks.slice(1).map(({ at }, rank) => Math.abs(at - ticks[rank].at)));
    const widest = Math.max(...ticks.map(({ size }) => size.width)), lines = Math.max(...ticks.map(({ size }) => size.lines));
    const upright = (tick) => draw.text(tick.label, { x: tick.at, y: plot.bottom + gap + 0.8 * SIZE, anchor: "middle" });
    if (widest + EDGE <= room || plot.x.axis.tickangle === 0) return { labels: ticks.map(upright).join(""), depth: gap + pixels(lines) };
    const steep = pixels(lines) > room / 2, look = { y: plot.bottom + gap + EDGE, anchor: "end", turn: steep ? -90 : -30, middle: true };
    const whole = pixels(lines) <= room, each = whole || !steep ? 1 : Math.ceil(pixels(1) / room); // the table beneath names them all
    const turned = ({ label, at, size }) => {
      const [words, behind] = whole || !steep ? [label, pixels(size.lines - 1) / 2] : [label.replace(/<br>.*/, "…"), 0];
      return draw.text(words, { x: at - (steep ? behind : 0), ...look });
    };
    const named = ticks.filter((_, rank) => rank % each === 0);
    return { labels: named.map(turned).join(""), depth: gap + EDGE + widest * (steep ? 1 : 0.5) + 0.5 * SIZE };
  }

  function beside(plot, ticks, gap) {
    const look = { x: plot.left - gap, anchor: "end", middle: true };
    const labels = ticks.map(({ label, at, size }) => draw.text(label, { y: at - pixels(size.lines - 1) / 2, ...look }));
    return { labels: labels.join(""), depth: gap + Math.max(...ticks.map(({ size }) => size.width)) };
  }

  /* An axis' title beyond its labels, within the picture. */
  function named(plot, letter, { text, standoff }, depth) {
    const { lines } = draw.size(text), foot = 0.8 * SIZE;
    if (letter === "x") {
      const y = Math.min(plot.bottom + depth + standoff / 2 + foot, plot.height - EDGE - pixels(lines - 1));
      return draw.text(text, { x: (plot.left + plot.right) / 2, y: y, anchor: "middle" });
    }
    const x = Math.max(plot.left - depth - standoff - pixels(lines - 1), foot + EDGE / 2);
    return draw.text(text, { x: x, y: (plot.top + plot.bottom) / 2, anchor: "middle", turn: -90 });
  }

  /* The rows of the key, as wide as the picture allows: [[{ trace, width }]]. */
  draw.key = function (traces, layout, width) {
    const shown = layout.showlegend === false ? [] : traces.filter(({ name, showlegend }) => name && showlegend !== false);
    const rows = [[]];
    let used = 0;
    for (const trace of shown.length > 1 ? shown : []) {
      const wide = SWATCH + 8 + draw.size(trace.name).width + 22;
      if (used + wide > width && used) used = rows.push([]) * 0;
      rows.at(-1).push({ trace: trace, width: wide });
      used += wide;
    }
    return rows[0].length ? rows : [];
  };

  draw.keyed = function (plot, rows, foot) {
    return rows.map((row, rank) => {
      const y = foot - ROW * (rows.length - 1 - rank) - 8;
      let x = plot.left;
      const entry = ({ trace, width }) => {
        const from = (x += width) - width;
        return swatch(plot, trace, from, y) + draw.text(trace.name, { x: from + SWATCH + 8, y: y, middle: true, kind: "loud" });
      };
      return row.map(entry).join("");
    }).join("");
  };

  function swatch(plot, trace, x, y) {
    if (trace.type === "bar") {
      const box = { x: x, y: y - SWATCH / 2, width: SWATCH, height: SWATCH };
      const over = trace.marker.pattern ? draw.tag("rect", { ...box, fill: `url(#${plot.hatch()})` }) : "";
      return draw.tag("rect", { ...box, fill: trace.marker.color }) + over;
    }
    if (trace.mode === "lines") return draw.line(x - 4, y, x + SWATCH + 4, y, draw.stroke(trace.line));
    return draw.dot({ ...trace.marker, size: Math.min(trace.marker.size, SWATCH) }, x + SWATCH / 2, y);
  }

  /* Zones and lines laid under the marks ("below") or over them. */
  draw.shapes = function (plot, shapes, layer) {
    const laid = shapes.filter((shape) => (shape.layer === "below") === (layer === "below"));
    return laid.map((shape) => {
      const [x0, x1] = [shape.x0, shape.x1].map(plot.x.place);
      const [y0, y1] = [shape.y0, shape.y1].map((share) => plot.bottom + share * (plot.top - plot.bottom));
      if (shape.type === "line") return draw.line(x0, y0, x1, y1, draw.stroke(shape.line));
      return draw.tag("rect", { x: x0, y: y1, width: x1 - x0, height: y0 - y1, fill: shape.fillcolor, "fill-opacity": shape.opacity });
    }).join("");
  };

  /* Words above the marks, within the picture. */
  draw.notes = function (plot, notes) {
    return notes.map(({ text, x, xanchor = "center", font }) => {
      const { width } = draw.size(text, font?.size), from = plot.x.place(x) - { left: 0, center: width / 2, right: width }[xanchor];
      return draw.text(text, { x: Math.max(EDGE, Math.min(from, plot.width - width - EDGE)), y: plot.top - GAP, size: font?.size, kind: "loud" });
    }).join("");
  };
})();
