/* A client's file: asked for at the key or the click, its first part painted when it comes; Dash hears of either in its own time
   (docs/decisions/0022-the-file-does-not-wait-for-dash.md). */
(function () {
  "use strict";
  const FIRST = ["client-bar", "panel-decision"]; // what is painted before the rest (appli/search.py)
  const WRITTEN = [...FIRST, "panel-pourquoi", "panel-comparer", "panel-pair", "panel-dossier"]; // what is put in place before Dash hears of the file
  const PICKERS = ["compare-one", "compare-x", "compare-y"];
  const ASKED = ["picked", "told"]; // what Dash asks of an open file and writes where this script does: emptied, an answer on its way is dropped
  const PATIENCE = 30000; // milliseconds for Dash to come to what was asked ahead of it
  const LONGEST = 30000; // milliseconds for an answer, as a proxy in front waits: a dashboard that hangs is said, too
  const KEPT_OUT = [401, 423]; // nobody is signed in, or the screen is locked: session.js says so
  const KINDS = { 429: "many", 502: "down", 503: "down", 504: "down" };
  const ahead = new Map(); // answers asked for by a key or a click, by client
  let expected = {}; // the last question, and its answer as long as nobody has taken it
  let meant = null; // what the field held at the key or the click: Dash comes to it later, and more may be typed meanwhile

  function known(part, property) {
    return window.dash_component_api.getLayout(part)?.props[property] ?? null;
  }

  async function ask(about) {
    const given = { reference: known("reference", "data"), who: known("who", "value"), lang: known("lang", "value") };
    const chosen = { turn: known("simulate-reset", "n_clicks"), pickers: PICKERS.map((name) => known(name, "value")) };
    try {
      const answer = await window.desk.post("/file", Object.assign({ about: about }, given, chosen), AbortSignal.timeout(LONGEST));
      if (KEPT_OUT.includes(answer.status)) return null;
      return answer.ok ? await answer.json() : failed(KINDS[answer.status] || "error", about.client || "");
    } catch {
      return failed("down", about.client || "");
    }
  }

  /* The sentence for a dashboard that does not answer came with the page: nobody could be asked for it. */
  function failed(kind, client) {
    const status = { kind: kind, client: client };
    const said = document.getElementById("lost-" + (client ? "client-" : "") + known("lang", "value"));
    const lost = { namespace: "dash_html_components", type: "Div", props: { "data-html": said ? said.innerHTML.replaceAll("%client%", client) : "" } };
    const parts = { "screen.data": null, "notes.data": null, "status.data": status, "trouble.data": status };
    return kind === "down" ? Object.assign(parts, { "problem.children": [lost] }) : parts;
  }

  function isOnItsWay(client) {
    return ahead.has(client) || (expected.client === client && expected.answer);
  }

  function askAhead(client) {
    if (!/^[0-9]+$/.test(client) || isOnItsWay(client)) return;
    const answer = ask({ client: client });
    const forget = () => ahead.get(client) === answer && ahead.delete(client);
    ahead.set(client, answer);
    answer.then((found) => found || forget()); // refused: to be asked again
    setTimeout(forget, PATIENCE);
  }

  document.addEventListener(
    "click",
    (event) => {
      const pick = event.target.closest("#page button[data-client]");
      if (pick) askAhead(pick.dataset.client);
      else if (event.target.closest("#go")) askAhead((meant = typed()));
    },
    true,
  );
  /* Enter in the field is its button. The field itself would tell Dash its value, and take it back later, over what is typed meanwhile. */
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || event.target.id !== "search") return;
      event.stopPropagation();
      if (!event.repeat) document.getElementById("go").click();
    },
    true,
  );

  function typed() {
    return document.getElementById("search").value.replace(/\s+/g, "");
  }

  function write(answer, parts = WRITTEN) {
    for (const part of parts) {
      const place = document.getElementById(part);
      if (place) place.dataset.html = answer[part + ".data-html"] || "";
    }
  }

  /* Dash has the processor for longer than the first part takes to be painted: it waits, unless nobody looks. */
  function painted() {
    return new Promise((go) => {
      if (document.hidden) return go();
      requestAnimationFrame(() => setTimeout(go));
      setTimeout(go, 300); // hidden meanwhile: no frame comes
    });
  }

  /* While the screen is locked the page is away: what comes for it waits. */
  function unlocked() {
    return document.getElementById("page") || new Promise((go) => document.addEventListener("unlocked", go, { once: true }));
  }

  /* What there is to see of a file: first what it opens on, then all that calls nobody back. */
  async function show(answer, mine) {
    if (answer["status.data"].kind !== "ok") return write(answer);
    const page = document.getElementById("page");
    page.classList.replace("is-loading", "is-ok");
    for (const parts of [FIRST, WRITTEN]) {
      if (expected !== mine) return;
      write(answer, parts);
      page.dataset.awaited = "painted";
      await painted();
    }
  }

  async function fetched(question) {
    const outputs = window.dash_clientside.callback_context.outputs_list.map(({ id, property }) => id + "." + property.split("@")[0]);
    const skip = window.dash_clientside.no_update;
    const mine = expected;
    if (!question || mine.asked !== question.asked) return outputs.map(() => skip);
    mine.answer ??= ask(question);
    const ended = new Promise((end) => (mine.end = end));
    const answer = await Promise.race([mine.answer, ended]);
    if (answer) await Promise.race([unlocked(), ended]);
    mine.answer = null;
    if (answer && expected === mine) await show(answer, mine);
    if (!answer || expected !== mine) return outputs.map(() => skip);
    mine.told = true;
    return outputs.map((name) => (name in answer ? answer[name] : skip));
  }

  window.file = {
    /* The number that was asked for, once; null when nobody pressed anything. */
    meant: function () {
      const number = meant;
      meant = null;
      return number;
    },
    /* From now on this is the question; what comes of another is not shown. Until its file is there, nothing of the former can be used. */
    expect: function (question) {
      const { client } = question;
      const coming = client ? ahead.get(client) || (expected.client === client && expected.answer) : null;
      ahead.delete(client);
      expected.end?.();
      expected = { asked: question.asked, client: client, answer: coming || null };
      write({});
      for (const store of ASKED) if (known(store, "data")) window.dash_clientside.set_props(store, { data: null });
      document.getElementById("page")?.setAttribute("data-awaited", "");
    },
    /* No part of a file stays where Dash does not look. */
    empty: function () {
      write({});
    },
    /* Nobody asks for a file any more. */
    leave: function () {
      expected.end?.(); // Dash turns to another page only once this is over
      expected = {};
      document.getElementById("page")?.removeAttribute("data-awaited");
    },
    /* Whether the last question has its answer, which Dash has put in place; not when there is a newer one. */
    settle: function () {
      if (expected.asked && !expected.told) return false;
      window.file.leave();
      return true;
    },
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, { file: { fetch: fetched } });
})();
