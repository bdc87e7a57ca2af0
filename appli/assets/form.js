/* The forms: emptied with each file; what is sent is what is on the screen. */
(function () {
  "use strict";
  const skip = () => window.dash_clientside.no_update;
  let timed = {}; // how long the first sending of these words took: sent again, they are the same entry

  /* The file that is being decided on: one without a score is, all the same. */
  function decided(screen, trouble) {
    return screen || (trouble && trouble.paper ? trouble : null);
  }

  /* What stands in the field itself: on a slow machine Dash hears of the last letters late. */
  function written(field) {
    return document.getElementById(field).value;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    form: {
      /* Another file: an empty form, at once, and the moment from which it was on screen. */
      empty: function (screen, outcome, text, filed) {
        return [outcome === null ? skip() : null, text ? "" : skip(), [], filed ? null : skip(), Date.now()];
      },
      /* A decision is confirmed on its own file; when another is open by then, the first one's history has it. */
      accept: function (recorded, screen, trouble) {
        const file = decided(screen, trouble);
        if (!recorded || !file || file.visit !== recorded.visit) return [skip(), skip(), skip()];
        if (window.keyboard.isOn("act-form")) window.keyboard.to("#act-done .done-title");
        return [recorded, null, ""];
      },
      decide: function (clicks, outcome, code, screen, trouble, advisor, seen) {
        const file = decided(screen, trouble);
        if (!clicks || !file) return skip();
        const shown = screen ? { model_version: screen.model_version, score: screen.score } : null;
        const words = { outcome: outcome || null, code: code || null, text: written("act-text") };
        const said = JSON.stringify([file.visit, words]);
        if (timed.said !== said) timed = { said: said, seconds: screen ? Math.round((Date.now() - seen) / 100) / 10 : null };
        const draft = { client: file.client, visit: file.visit, shown: shown, advisor: advisor, seconds: timed.seconds, clicks: clicks };
        return Object.assign(draft, words);
      },
      contest: function (clicks) {
        return clicks ? { text: written("contest-text"), clicks: clicks } : skip();
      },
      answer: function (clicks, outcome, code) {
        return clicks ? { outcome: outcome, code: code, text: written("answer-text"), clicks: clicks } : skip();
      },
    },
  });
})();
