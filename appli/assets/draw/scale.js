/* From values to places, and the round values that an axis names. */
(function () {
  "use strict";
  const draw = (window.draw ??= {});
  const APART = { x: 45, y: 36 }; // pixels between two ticks, at least
  const BESIDE = 12; // pixels between two labels, at least
  const ROOM = 0.055; // of the whole, beyond the last mark

  /* A number in the figure's separators (decimal mark, thousands mark), with a true minus. */
  draw.number = function (value, decimals, [mark, thousands]) {
    const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".");
    const digits = whole.replace(/\B(?=(\d{3})+$)/g, thousands) + (fraction ? mark + fraction : "");
    return value < 0 && /[1-9]/.test(digits) ? "\u2212" + digits : digits;
  };

  function read(value, axis) {
    return axis.type === "date" && typeof value === "string" ? Date.parse(value.replace(" ", "T") + "Z") : value;
  }

  /* Where values stand between two places. The axis says from which value to which, or else the marks do (``low``, ``high``; ``exact``: as they
     are, without room beside them). */
  draw.scale = function (axis, from, to, marks) {
    const [first, last] = axis.range ? axis.range.map((value) => read(value, axis)) : around(marks, axis);
    const place = (value) => from + ((read(value, axis) - first) / (last - first)) * (to - from);
    return { axis: axis, range: [first, last], length: Math.abs(to - from), place: place };
  };

  function around({ low, high, exact }, axis) {
    if (!(low <= high)) return [0, 1];
    const room = exact ? 0 : ROOM * (high - low || 1);
    return [axis.rangemode === "tozero" || low === 0 ? Math.min(0, low) : low - room, high + room];
  }

  /* What the axis names: [{ value, label }]. */
  draw.ticks = function (scale, letter, separators) {
    const { axis, range } = scale;
    const label = (value, rank) => axis.ticktext?.[rank] ?? named(value, value, axis, separators);
    if (axis.tickvals) return axis.tickvals.map((value, rank) => ({ value: value, label: label(value, rank) }));
    const low = Math.min(...range), high = Math.max(...range);
    const rounds = axis.type === "date" ? draw.dates : numbers;
    for (let most = Math.max(1, Math.min(axis.nticks || 9, Math.floor(scale.length / APART[letter]))); ; most -= 1) {
      const ticks = rounds(low, high, most, axis, separators);
      const widest = Math.max(0, ...ticks.map(({ label }) => draw.size(label).width)) + BESIDE;
      if (letter === "y" || most === 1 || widest * ticks.length <= scale.length + widest) return ticks;
    }
  };

  function numbers(low, high, most, axis, separators) {
    const rough = (high - low) / most, ten = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].find((times) => times * ten >= rough * 0.999) * ten;
    const first = Math.ceil(low / step - 1e-6), last = Math.floor(high / step + 1e-6);
    const values = Array.from({ length: last - first + 1 }, (_, rank) => (first + rank) * step);
    return values.map((value) => ({ value: value, label: named(value, step, axis, separators) }));
  }

  /* As many decimals as the step has. */
  function named(value, step, axis, separators) {
    const near = 1e-9 * Math.max(1, Math.abs(step)), decimals = [0, 1, 2, 3, 4].find((count) => Math.abs(step - step.toFixed(count)) < near) ?? 5;
    return draw.number(value, decimals, separators) + (axis.ticksuffix || "");
  }
})();
