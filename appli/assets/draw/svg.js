/* Shapes and words as SVG, written as text: a browser reads a whole chart faster than it takes its parts one by one. */
(function () {
  "use strict";
  const draw = (window.draw ??= {});
  const ruler = document.createElement("canvas").getContext("2d");
  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const UP = 0.35; // em: from the middle of a line of text to its foot

  draw.LINE = 1.25; // em: from line to line

  function escaped(value) {
    return typeof value === "number" ? +value.toFixed(2) : String(value).replace(/[&<>"]/g, (one) => ENTITIES[one]);
  }

  /* An element; attributes without a value are left out. */
  draw.tag = function (name, attributes, inside = "") {
    const said = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== null);
    return `<${name}${said.map(([key, value]) => ` ${key}="${escaped(value)}"`).join("")}>${inside}</${name}>`;
  };

  draw.path = function (way, look) {
    return draw.tag("path", { d: way, ...look });
  };

  draw.line = function (x1, y1, x2, y2, look) {
    return draw.path(`M${escaped(x1)},${escaped(y1)}L${escaped(x2)},${escaped(y2)}`, { fill: "none", ...look });
  };

  /* How a line of this description is dashed. */
  draw.stroke = function ({ color, width = 2, dash }) {
    return { stroke: color, "stroke-width": width, "stroke-dasharray": dash === "dot" ? `${width + 1} ${width + 1}` : undefined };
  };

  function linesOf(words) {
    return String(words).split(/<br>|\n/);
  }

  function written(line) {
    return escaped(line).replaceAll("&lt;b&gt;", '<tspan font-weight="700">').replaceAll("&lt;/b&gt;", "</tspan>");
  }

  /* Words at a place: in bold between <b> and </b>, in several lines where <br> stands. ``middle``: the first line's middle is at ``y``, not its
     foot. ``turn``: degrees, about that place. */
  draw.text = function (words, { x, y, size = 13, anchor = "start", kind = "quiet", middle = false, turn = 0, ...look }) {
    const at = { x: x, y: middle ? y + UP * size : y, "text-anchor": anchor, class: kind, "font-size": size, ...look };
    if (turn) at.transform = `rotate(${turn} ${escaped(x)} ${escaped(y)})`;
    const [first, ...rest] = linesOf(words).map(written);
    return draw.tag("text", at, first + rest.map((line) => draw.tag("tspan", { x: x, dy: `${draw.LINE}em` }, line)).join(""));
  };

  /* Width and number of lines of words, as they will be written. */
  draw.size = function (words, size = 13) {
    const lines = linesOf(words);
    const width = (line) => {
      ruler.font = `${line.includes("<b>") ? 700 : 400} ${size}px "Inter Variable", system-ui, sans-serif`;
      return ruler.measureText(line.replace(/<\/?b>/g, "")).width;
    };
    return { width: Math.max(...lines.map(width)), lines: lines.length };
  };
})();
