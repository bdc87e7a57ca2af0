/* What happens in the browser alone: asking for a client, showing the right part of the page, going from page to page. */
(function () {
  "use strict";
  const PLACES = ["home", "loading", "ok", "rights", "model", "glossary", "waiting"];
  const PATHS = { "/modele": "model", "/glossaire": "glossary", "/suivi": "waiting" };
  const skip = () => window.dash_clientside.no_update;
  const EMPTIED = 4; // the parts of the page that Dash empties (appli/search.py)
  const PAGES = Object.values(PATHS); // those about no client
  let place = null; // the one that is open
  let asked = 0;
  let awaited = null; // what the file on its way was asked with
  let looked = 0;
  let arrived = false;
  let tab = null; // the first one that this person may open, until they open another
  let wanted = null; // the tab on which the file that was asked for opens
  let travelling = false; // the address was there first: the page follows it, and adds nothing to the history
  let open = null; // the status of the client whose file is in the page
  let before = ""; // what the field held when the file was asked for
  const BRAND = document.title;
  const turned = () => document.documentElement.dataset.view === "client"; // towards the client
  const isFile = () => location.pathname.startsWith("/client/");

  function may(right) {
    return document.getElementById("page")?.dataset.may.split(" ").includes(right); // away while the screen is locked
  }

  function firstTab() {
    const first = document.querySelector("#tab-list [role=tab]:not([disabled])");
    return first ? first.id.slice(4) : "decision";
  }

  /* A question that no other equals; until its file is there, it can be asked again. */
  function question(about) {
    asked += 1;
    awaited = Object.assign({}, about, { asked: asked });
    window.file.expect(awaited);
    return awaited;
  }

  /* A screen that was locked refused what was on its way. */
  document.addEventListener("unlocked", () => awaited && window.dash_clientside.set_props("query", { data: question(awaited) }));

  /* The one way to a file: by its client's number, or by the link in the address. */
  function load(about) {
    const page = document.getElementById("page"); // Dash follows the status only once the file is there: until then, wait visibly
    if (!about.again && !page?.classList.contains("is-ok")) window.dash_clientside.set_props("page", { className: "page is-loading" });
    return [question({ client: about.client || null, link: about.link || null }), ...answer(about, "loading")];
  }

  function refuse(number, kind, later) {
    leave();
    window.file.empty();
    return [skip(), ...answer({ client: number, later: later }, kind)];
  }

  function leave() {
    awaited = null;
    window.file.leave();
  }

  /* What the page is left with until there is an answer. Nobody is disturbed who types meanwhile: since the key that asked (``later``),
     or while the page tries again by itself. */
  function answer({ client, link, again, later }, kind) {
    const status = { kind: kind, client: client || null };
    const typing = again || later;
    open = null;
    travelling = Boolean(link);
    if (!typing) fold();
    if (!typing && !link) put(client);
    before = typing ? "" : typed();
    return [status, kind === "loading" ? skip() : status, typing || link ? skip() : client, ...Array(EMPTIED).fill([])];
  }

  function fold() {
    const area = document.getElementById("search-area"); // away while the screen is locked
    if (area) area.dataset.open = "false";
    window.suggestions.empty();
  }

  /* The address holds a link that only the dashboard can read, and the tab: back, forward and bookmarks work. */
  function settle(status, state) {
    if (wanted && status.link && state !== "problem") {
      tab = wanted;
      window.dash_clientside.set_props("tabs", { value: tab });
    }
    if (!["loading", "down"].includes(status.kind)) wanted = null;
    if (status.link) {
      open = status;
      if (!travelling) address("/client/" + status.link + "/" + (tab || firstTab()));
      if (["", before].includes(typed())) put(status.client); // not over what was typed meanwhile
    } else if (state === "problem" && status.kind !== "down") address("/");
    if (state === "problem") open = status.link ? status : null;
  }

  function address(path) {
    if (location.pathname !== path) history.pushState(null, "", path);
    entitle();
  }

  /* The browser's tab says where one is, and names nobody. */
  function entitle() {
    const page = document.querySelector(`a.way[href="${location.pathname}"]`) || (isFile() && document.getElementById("tab-" + (tab || firstTab())));
    document.title = (page ? page.textContent + " · " : "") + BRAND;
  }

  function seeAs(view) {
    document.documentElement.dataset.view = view;
    sessionStorage.setItem("view", view);
    return view;
  }

  /* Show what the address says. */
  function travel() {
    const set = window.dash_clientside.set_props;
    window.suggestions.empty();
    const [, link, panel] = location.pathname.match(/^\/client\/([0-9a-f]+)\/([a-z]+)$/) || [];
    if (turned() && open && link !== open.link) return address("/client/" + open.link + "/" + (tab || firstTab())); // nobody else's before them
    if (!link) leave();
    if (!link) return set("status", { data: { kind: PATHS[location.pathname] || "home", client: null } });
    tab = document.querySelector("#tab-" + panel + ":not([disabled])") ? panel : firstTab();
    entitle();
    set("tabs", { value: tab });
    if (open && open.link === link) return set("status", { data: Object.assign({}, open) });
    set("chosen", { data: { link: link, at: performance.now() } });
  }

  /* Going to another page is being there: at its heading. */
  function go() {
    const page = PATHS[location.pathname];
    travel();
    window.keyboard.to(page ? "#" + page + " h1" : isFile() ? "#client-bar h1, #problem h1" : "#search");
  }

  window.addEventListener("popstate", go);

  /* A button that names a client opens their file, on a tab that it may name too. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-client]");
    if (!button) return;
    wanted = button.dataset.tab || null;
    window.dash_clientside.set_props("chosen", { data: { client: button.dataset.client, at: event.timeStamp } });
    window.keyboard.to("#client-bar h1, #problem h1");
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-go]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (turned()) return; // the way out of the client's view is its switch
    address(link.getAttribute("href"));
    go();
    window.scrollTo(0, 0);
  });

  function causes() {
    return window.dash_clientside.callback_context.triggered.map((cause) => cause.prop_id.split(".")[0]);
  }

  /* Nothing twice is no change: nobody need hear of it. */
  function change(known, now) {
    return known || now ? now : skip();
  }

  /* What was asked about the file on screen; another file forgets it, and with it an answer that comes late. */
  function ofThisFile(known, asked) {
    return change(known, causes().every((cause) => cause === "screen") ? null : asked);
  }

  /* The field shows this number: Dash hears of what is typed only when one leaves the field, so that its own value may be another. */
  function put(number) {
    const field = document.getElementById("search");
    if (!field || typed() === number) return;
    window.dash_clientside.set_props("search", { value: number });
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, number);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    fold();
  }

  function typed() {
    const field = document.getElementById("search");
    return (field ? field.value : "").replace(/\s+/g, "");
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    page: {
      ask: function () {
        const cause = window.dash_clientside.callback_context.triggered.find((one) => one.value);
        if (!cause) return Array(4 + EMPTIED).fill(skip());
        if (cause.prop_id.startsWith("chosen.")) return load(cause.value);
        const number = window.file.meant() ?? typed();
        const later = number !== typed();
        wanted = null;
        if (number === "") return refuse("", "empty", later);
        return /^[0-9]+$/.test(number) ? load({ client: number, later: later }) : refuse(number, "bad", later);
      },
      follow: function (status) {
        if (!arrived) {
          arrived = true;
          if (location.pathname === "/" && !may("file")) address("/modele");
          if (location.pathname !== "/") setTimeout(travel);
          if (turned()) window.dash_clientside.set_props("view", { data: "client" });
        } else if (status.kind === "home" && isFile()) {
          setTimeout(travel); // it could not be asked for while nobody answered
        } else if (turned() && !["ok", "loading", "rights"].includes(status.kind)) {
          window.dash_clientside.set_props("view", { data: seeAs("advisor") }); // the switch back is on a file's page
        }
        if (status.kind !== "loading" && window.file.settle()) awaited = null;
        const state = PLACES.includes(status.kind) ? status.kind : "problem";
        settle(status, state);
        if (status.kind === "erased") window.keyboard.to("#problem h1");
        if (status.kind === "no_score") window.dash_clientside.set_props("tabs", { value: "decision" });
        const page = PAGES.includes(state) ? state : null;
        const said = page === null && place === null ? skip() : (place = page); // from client to client they have nothing to do
        return ["page is-" + state + (status.kind === "no_score" ? " is-unscored" : ""), said];
      },
      /* The page asks every few seconds as long as the API is away, or never answered since the page is open. */
      wait: function (status, reference) {
        return status.kind !== "down" && Boolean(reference);
      },
      /* Nothing of a client stays in the page once their file is closed. */
      clear: function (screen) {
        if (!screen) window.file.empty();
        return Array(9).fill(screen ? skip() : []);
      },
      see: function () {
        window.suggestions.empty(); // they may name others
        return seeAs(turned() ? "advisor" : "client");
      },
      turn: function (value) {
        document.getElementById("tab-" + value)?.scrollIntoView({ block: "nearest", inline: "center" }); // on a phone the list is wider
        if (value === (tab || firstTab())) return skip(); // the page turned by itself, to follow the address
        tab = value;
        if (open && isFile()) address("/client/" + open.link + "/" + tab);
        return skip();
      },
      compare: function (value, options) {
        return value !== "comparer" || options.some((option) => option.group) ? skip() : Date.now();
      },
      retell: function (lang, screen, known) {
        return ofThisFile(known, lang);
      },
      reset: function (clicks, screen, known) {
        return ofThisFile(known, clicks);
      },
      pick: function (one, x, y, screen, known) {
        const picked = { "compare-one": one, "compare-x": x, "compare-y": y, changed: causes() };
        return ofThisFile(known, screen ? picked : null);
      },
      subject: function (screen, status, known) {
        const now = status.kind === "rights" ? status : screen;
        if (known && now && known.visit === now.visit) return [skip(), skip()];
        const subject = now ? { client: now.client, visit: now.visit } : null;
        return [subject || known ? subject : skip(), may("rights") && (subject || known) ? subject : skip()];
      },
      /* The history is asked for when its tab is open, once a file and again after each entry; another file forgets it. */
      look: function (tab, subject, filed, reviewed, known, asked) {
        const byTab = window.dash_clientside.callback_context.triggered.every((one) => one.prop_id.startsWith("tabs."));
        if (!subject || tab !== "droits") return byTab || !(known || asked) ? skip() : null; // null: a late answer is forgotten too
        if (byTab && known && known.client === subject.client) return skip();
        looked += 1;
        if (causes().includes("reviewed")) window.keyboard.to("#panel-droits h2");
        return { client: subject.client, time: looked };
      },
      /* What a simulation asks for: nothing as long as every lever is where the file has it. */
      wish: function (values, names, screen, known) {
        const levers = screen && screen.levers ? screen.levers.levers : [];
        const now = Object.fromEntries(levers.map((lever) => [lever.lever, lever.current]));
        const asked = Object.fromEntries(names.map((name, rank) => [name.lever, values[rank]]));
        const moved = names.some((name) => name.lever in now && asked[name.lever] !== now[name.lever]);
        return change(known, moved ? asked : null);
      },
      speak: function (lang) {
        document.documentElement.lang = lang;
        document.cookie = "lang=" + lang + ";path=/;max-age=31536000;samesite=lax"; // for the sign-in page, and the next visit
        return lang;
      },
    },
  });
})();
