/* The marks of a figure: bars, steps, points, lines, words. Each adds what the mouse may ask about to ``plot.hints``. */
(function () {
  "use strict";
  const draw = (window.draw ??= {});
  const HINT = /%\{(\w+)(?::(,|\.\d)f?)?\}/g;
  const AWAY = 4; // pixels between a mark and its words
  const HALO = { kind: "loud", stroke: "white", "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" }; // over whatever lies beneath
  const ANCHORS = { left: "end", right: "start" };
  const r = (value) => +value.toFixed(1);
  /* The same area whatever the symbol; a cross is a plus, turned. */
  const PLUS = "1,1 3,1 3,-1 1,-1 1,-3 -1,-3 -1,-1 -3,-1 -3,1 -1,1 -1,3 1,3".split(" ").map((point) => point.split(",").map(Number));
  const CROSS = PLUS.map(([x, y]) => [(x - y) / 4, (x + y) / 4]);
  const SYMBOLS = {
    circle: (x, y, half) => `M${r(x - half)},${r(y)}a${half},${half} 0 1,0 ${2 * half},0a${half},${half} 0 1,0 ${-2 * half},0`,
    diamond: (x, y, half) => `M${r(x)},${r(y - 1.3 * half)}l${1.3 * half},${1.3 * half}l${-1.3 * half},${1.3 * half}l${-1.3 * half},${-1.3 * half}Z`,
    x: (x, y, half) => "M" + CROSS.map(([across, up]) => `${r(x + across * half)},${r(y + up * half)}`).join("L") + "Z",
  };

  /* One of several, or the same for all. */
  function at(values, rank) {
    return Array.isArray(values) ? values[rank] : values;
  }

  /* What a template says of the mark at a rank; ``shown`` are its values. */
  function hint(plot, trace, rank, shown, box) {
    if (!trace.hovertemplate) return;
    const [main, more = ""] = trace.hovertemplate.replace("</extra>", "").split("<extra>");
    const value = (_, key, format) => {
      if (!format) return at(shown[key] ?? trace[key], rank);
      return draw.number(shown[key], format === "," ? 0 : +format[1], plot.separators);
    };
    plot.hints.push({ ...box, words: main.replace(HINT, value) + (more && ` · ${more}`), name: at(trace.customdata, rank) });
  }

  function rect(box, look) {
    return draw.tag("rect", { x: box.x, y: box.y, width: box.width, height: box.height, ...look });
  }

  /* From a value to another along one axis, about a place on the other. */
  function lying(plot, from, to, place, width) {
    const ends = [from, to].map(plot.x.place), sides = [place - width / 2, place + width / 2].map(plot.y.place);
    return { x: Math.min(...ends), y: Math.min(...sides), width: Math.abs(ends[1] - ends[0]), height: Math.abs(sides[1] - sides[0]) };
  }

  function upright(plot, from, to, place, width) {
    const ends = [from, to].map(plot.y.place), sides = [place - width / 2, place + width / 2].map(plot.x.place);
    return { x: Math.min(...sides), y: Math.min(...ends), width: Math.abs(sides[1] - sides[0]), height: Math.abs(ends[1] - ends[0]) };
  }

  /* The words beyond a bar's end. */
  function beyond(words, box, backwards) {
    const look = { y: box.y + box.height / 2, middle: true, ...HALO, anchor: backwards ? "end" : "start" };
    return draw.text(words, { x: backwards ? box.x - AWAY : box.x + box.width + AWAY, ...look });
  }

  draw.bars = function (plot, trace) {
    const flat = trace.orientation === "h", [places, values] = flat ? [trace.y, trace.x] : [trace.x, trace.y];
    const { color, opacity, pattern } = trace.marker;
    return values.map((value, rank) => {
      const base = at(trace.base, rank) ?? plot.stacked(places[rank], value);
      const box = (flat ? lying : upright)(plot, base, base + value, places[rank], at(trace.width, rank));
      hint(plot, trace, rank, { x: value, y: value }, box);
      const bar = rect(box, { class: "stick", fill: at(color, rank), "fill-opacity": opacity });
      const over = pattern ? rect(box, { fill: `url(#${plot.hatch()})` }) : "";
      return bar + over + (trace.text ? beyond(trace.text[rank], box, value < 0) : "");
    });
  };

  draw.waterfall = function (plot, trace) {
    let level = 0;
    return trace.x.map((value, rank) => {
      const total = trace.measure[rank] !== "relative", from = total ? 0 : level;
      level = trace.measure[rank] === "total" ? level : from + value;
      const { color } = trace[total ? "totals" : value < 0 ? "decreasing" : "increasing"].marker;
      const box = lying(plot, from, level, trace.y[rank], trace.width);
      hint(plot, trace, rank, {}, box);
      const next = trace.y[rank + 1], x = plot.x.place(level);
      const to = next === undefined ? null : plot.y.place(next - trace.width / 2);
      const link = to === null ? "" : draw.line(x, box.y + box.height, x, to, draw.stroke(trace.connector.line));
      return link + rect(box, { class: "stick", fill: color }) + beyond(trace.text[rank], box, level < from);
    });
  };

  /* Each point that has a place, in pixels. */
  function points(plot, trace) {
    const all = trace.x.map((x, rank) => ({ rank: rank, x: x, y: trace.y[rank] })).filter(({ x, y }) => x != null && y != null);
    return all.map((one) => ({ ...one, left: plot.x.place(one.x), top: plot.y.place(one.y) }));
  }

  draw.scatter = function (plot, trace) {
    const found = points(plot, trace), has = (part) => trace.mode.includes(part);
    const half = has("markers") ? trace.marker.size / 2 : 0;
    const box = ({ left, top }) => ({ x: left - half, y: top - half, width: 2 * half, height: 2 * half });
    for (const point of found) hint(plot, trace, point.rank, { x: point.x, y: point.y }, box(point));
    const way = found.map(({ left, top }) => `${r(left)},${r(top)}`).join("L");
    return [
      has("lines") && way ? draw.path("M" + way, { fill: "none", "stroke-linejoin": "round", ...draw.stroke(trace.line) }) : "",
      ...(trace.error_x ? found.map((point) => interval(plot, trace.error_x, point)) : []),
      ...(has("markers") ? dots(trace.marker, found) : []),
      ...(has("text") ? found.map((point) => words(trace, point, half)) : []),
    ];
  };

  /* Points of the same look are one path: a browser draws a cloud in one go. */
  function dots(marker, found) {
    const alike = new Map();
    for (const { rank, left, top } of found) {
      const symbol = at(marker.symbol, rank) || "circle", way = SYMBOLS[symbol.replace("-open", "")](left, top, marker.size / 2);
      const look = JSON.stringify([shade(marker, at(marker.color, rank)), symbol.endsWith("-open")]);
      alike.set(look, (alike.get(look) || "") + way);
    }
    return [...alike].map(([look, way]) => {
      const [color, open] = JSON.parse(look), { line = {}, opacity } = marker;
      const [fill, stroke, width] = open ? ["none", color, line.width || 1.2] : [color, line.color, line.width];
      return draw.path(way, { class: "dots", fill: fill, stroke: stroke, "stroke-width": width, opacity: opacity });
    });
  }

  /* A point of a cloud, alone. */
  draw.dot = function (marker, x, y) {
    return dots({ ...marker, color: at(marker.color, 0), symbol: at(marker.symbol, 0) }, [{ rank: 0, left: x, top: y }]).join("");
  };

  /* A colour as it is, or between the two of a scale. */
  function shade({ colorscale, cmin, cmax }, color) {
    if (!colorscale) return color;
    const share = (color - cmin) / (cmax - cmin);
    const [low, high] = colorscale.map(([, end]) => end.match(/\w\w/g).map((two) => parseInt(two, 16)));
    const mixed = low.map((part, rank) => Math.round(part + share * (high[rank] - part)));
    return "#" + mixed.map((part) => part.toString(16).padStart(2, "0")).join("");
  }

  function interval(plot, { array, arrayminus, color, thickness, width }, { rank, x, left, top }) {
    const [from, to] = [x - arrayminus[rank], x + array[rank]].map(plot.x.place), look = draw.stroke({ color: color, width: thickness });
    const ends = [from, to].map((end) => draw.line(end, top - width, end, top + width, look));
    return draw.line(from, top, to, top, look) + ends.join("");
  }

  function words({ text, textposition, textfont }, { rank, left, top }, half) {
    const side = textposition.split(" ")[1], away = side === "left" ? -half : half;
    return draw.text(text[rank], { x: left + away, y: top, middle: true, anchor: ANCHORS[side], size: textfont.size, ...HALO });
  }

  const KINDS = { bar: draw.bars, waterfall: draw.waterfall, scatter: draw.scatter };

  draw.marks = function (plot, traces) {
    return traces.flatMap((trace) => KINDS[trace.type](plot, trace)).join("");
  };
})();
