/* A client's file: asked for at the key or the click, its first part painted when it comes; Dash hears of either in its own time
   (docs/decisions/0022-the-file-does-not-wait-for-dash.md). */
(function () {
  "use strict";
  const FIRST = ["client-bar", "panel-decision"]; // what is painted before Dash hears of the rest
  const PICKERS = ["compare-one", "compare-x", "compare-y"];
  const PATIENCE = 3000; // milliseconds for Dash to come to what was asked ahead of it
  const KEPT_OUT = [401, 423]; // nobody is signed in, or the screen is locked: session.js says so
  let ahead = null; // asked for by a key or a click
  let expected = {}; // the last question, and its answer if it was asked ahead

  function known(part, property) {
    return window.dash_component_api.getLayout(part)?.props[property] ?? null;
  }

  async function ask(about) {
    const given = { reference: known("reference", "data"), who: known("who", "value"), lang: known("lang", "value") };
    const chosen = { turn: known("simulate-reset", "n_clicks"), pickers: PICKERS.map((name) => known(name, "value")) };
    const answer = await window.desk.post("/file", Object.assign({ about: about }, given, chosen)).catch(() => null);
    if (answer && answer.ok) return answer.json();
    return answer && KEPT_OUT.includes(answer.status) ? null : failed(answer ? "error" : "down", about.client || "");
  }

  function failed(kind, client) {
    const status = { kind: kind, client: client };
    return { "screen.data": null, "notes.data": null, "status.data": status, "trouble.data": status };
  }

  function askAhead(client) {
    if (!/^[0-9]+$/.test(client) || (ahead && ahead.client === client)) return;
    const own = (ahead = { client: client, answer: ask({ client: client }) });
    setTimeout(() => ahead === own && (ahead = null), PATIENCE);
  }

  document.addEventListener(
    "click",
    (event) => {
      const pick = event.target.closest("#page button[data-client]");
      if (pick) askAhead(pick.dataset.client);
      else if (event.target.closest("#go")) askAhead(typed());
    },
    true,
  );
  document.addEventListener("keydown", (event) => event.key === "Enter" && event.target.id === "search" && askAhead(typed()), true);

  function typed() {
    return document.getElementById("search").value.replace(/\s+/g, "");
  }

  function write(answer) {
    for (const part of FIRST) {
      const place = document.getElementById(part); // away while the screen is locked
      if (place) place.dataset.html = answer[part + ".data-html"] || "";
    }
  }

  /* Dash has the processor for longer than the first part takes to be painted: it waits, unless nobody looks. */
  function painted() {
    return new Promise((go) => (document.hidden ? go() : requestAnimationFrame(() => setTimeout(go))));
  }

  async function fetched(question) {
    const outputs = window.dash_clientside.callback_context.outputs_list.map(({ id, property }) => id + "." + property.split("@")[0]);
    const skip = window.dash_clientside.no_update;
    const answer = question && (await ((expected.asked === question.asked && expected.answer) || ask(question)));
    if (!answer || expected.asked !== question.asked) return outputs.map(() => skip);
    if (answer["status.data"].kind === "ok") {
      write(answer);
      document.getElementById("page")?.classList.replace("is-loading", "is-ok");
      await painted();
    }
    return outputs.map((name) => (name in answer ? answer[name] : skip));
  }

  window.file = {
    /* From now on this is the question; whatever comes of another is not shown. */
    expect: function (question) {
      const known = ahead && ahead.client === question.client ? ahead.answer : null;
      ahead = null;
      expected = { asked: question.asked, answer: known };
      write({});
    },
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, { file: { fetch: fetched } });
})();
