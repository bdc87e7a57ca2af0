/* The days that a time line names. Moments are milliseconds, by the clocks that the figure was made for. */
(function () {
  "use strict";
  const draw = (window.draw ??= {});
  const DAY = 86400000;
  const MONTH = 30.5 * DAY;
  const NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

  /* Days, or firsts of a month, evenly spaced: at most so many; [{ value, label }], the year where it begins. */
  draw.dates = function (low, high, most, { tickformat }) {
    const values = (byDay(low, high, most) || byMonth(low, high, most)).filter((value) => low <= value && value <= high);
    let year = null;
    return values.map((value) => {
      const [label, below] = written(value, tickformat).split("\n");
      const same = below === year;
      year = below;
      return { value: value, label: same || !below ? label : label + "\n" + below };
    });
  };

  function byDay(low, high, most) {
    const step = [1, 2, 7, 14].find((days) => (high - low) / (days * DAY) <= most);
    const first = Math.ceil(low / DAY);
    return step && Array.from({ length: most + 1 }, (_, rank) => (first + rank * step) * DAY);
  }

  function byMonth(low, high, most) {
    const step = [1, 2, 3, 6, 12, 24, 60].find((months) => (high - low) / (months * MONTH) <= most) || 120;
    const start = new Date(low), first = Math.floor((12 * start.getUTCFullYear() + start.getUTCMonth()) / step) * step;
    return Array.from({ length: most + 2 }, (_, rank) => Date.UTC(2000, first + rank * step - 24000));
  }

  /* As Python's ``strftime`` would, for the few marks that the figures use. */
  function written(value, format) {
    const date = new Date(value), two = (number) => String(number).padStart(2, "0");
    const said = { d: two(date.getUTCDate()), m: two(date.getUTCMonth() + 1), b: NAMES[date.getUTCMonth()], Y: date.getUTCFullYear() };
    return format.replace(/%([dmbY])/g, (_, mark) => said[mark]);
  }
})();
