/* A half ring of zones, with a mark where the score stands. */
(function () {
  "use strict";
  const draw = (window.draw ??= {});
  const INNER = 0.76; // of the ring's radius
  const AWAY = 6; // pixels between the ring and its numbers

  draw.gauge = function (area, { value, gauge }) {
    const { left, right, top, bottom } = area;
    const radius = Math.min((right - left) / 2, bottom - top), middle = { x: (left + right) / 2, y: (top + bottom + radius) / 2 };
    const [low, high] = gauge.axis.range;
    const place = (number, away) => {
      const angle = Math.PI * (1 - (number - low) / (high - low));
      return { x: middle.x + away * Math.cos(angle), y: middle.y - away * Math.sin(angle), cosine: Math.cos(angle) };
    };
    const zones = gauge.steps.map(({ range, color, line }) => draw.path(ring(place, range, radius), { fill: color, ...draw.stroke(line) }));
    const numbers = gauge.axis.tickvals.map((number) => numbered(number, place(number, radius + AWAY)));
    const inside = place(value, INNER * radius - 1), outside = place(value, radius + 1);
    return zones.join("") + numbers.join("") + draw.line(inside.x, inside.y, outside.x, outside.y, draw.stroke(gauge.threshold.line));
  };

  function ring(place, [from, to], radius) {
    const at = (number, away) => (({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`)(place(number, away)), inner = INNER * radius;
    return `M${at(from, radius)}A${radius},${radius} 0 0 1 ${at(to, radius)}L${at(to, inner)}A${inner},${inner} 0 0 0 ${at(from, inner)}Z`;
  }

  /* Beside the ring at its ends, above it elsewhere, leaning outwards. */
  function numbered(number, { x, y, cosine }) {
    const end = Math.abs(cosine) > 0.9;
    return draw.text(number, { x: end ? x : x + 8 * cosine, y: end ? y : y - 2, anchor: end ? (cosine < 0 ? "end" : "start") : "middle" });
  }
})();
