/* From which value to which the marks of a figure reach, for axes that do not say so themselves. */
(function () {
  "use strict";
  const draw = (window.draw ??= {});
  const HALF = 0.5 / 0.94; // of a bar's width, the gap to the next one shared (appli/figures/distribution.py)

  /* { low, high, exact } along ``letter`` ("x" or "y"); exact: bars end there. */
  draw.extent = function (traces, letter) {
    const bars = traces.filter(({ type }) => type === "bar");
    const along = bars.length > 0 && (bars[0].orientation === "h") === (letter === "x");
    const values = bars.length ? (along ? lengths(bars, letter) : sides(bars, letter)) : places(traces, letter);
    return { low: Math.min(...values), high: Math.max(...values), exact: bars.length > 0 && !along };
  };

  function places(traces, letter) {
    return traces.flatMap((trace) => trace[letter] || []).filter((value) => value != null);
  }

  function sides(bars, letter) {
    return bars.flatMap((trace) => trace[letter].flatMap((place, rank) => [-HALF, HALF].map((side) => place + side * trace.width[rank])));
  }

  /* Bars start at zero; stacked, each begins where the one before ends. */
  function lengths(bars, letter) {
    const ends = bars[0][letter].map((_, rank) => bars.reduce((sum, trace) => sum + trace[letter][rank], 0));
    return [0, ...ends];
  }
})();
