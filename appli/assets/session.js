/* A session in the browser: how the dashboard is written to, signs of life, the lock, signing out; but for the first, idle in an open demonstration. */
(function () {
  "use strict";
  function token() {
    return (document.cookie.match(/(?:^|; )_csrf_token=([^;]+)/) || [])[1] || "";
  }

  function post(path, body, signal) {
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
    return fetch(path, { method: "POST", credentials: "same-origin", headers: headers, body: JSON.stringify(body || {}), signal: signal });
  }

  window.desk = { post: post };

  const minutes = Number(document.body.dataset.lockMinutes);
  if (!minutes) return;
  const SIGN = Math.min(30000, minutes * 20000); // milliseconds between two signs of life
  const MOVES = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart"];
  const tabs = new BroadcastChannel("session");
  let seen = Date.now();
  let told = Date.now();
  let kept = null; // the page while it is locked: out of the document, where nothing can show it
  const refusals = new Map(); // what Dash asked meanwhile and how to answer it, by the part of the page that it is about

  function leave(more) {
    location.replace("/sign-in?" + (more || "next=" + encodeURIComponent(location.pathname)));
  }

  /* Whatever asks: a session that is over leads to the sign-in page, a locked one locks this screen too. */
  const ask = window.fetch;
  window.fetch = async function (...asked) {
    const answer = await ask.apply(window, asked);
    if (answer.status === 401) leave();
    if (answer.status === 423) lock();
    return answer.status === 423 && kept && isDash(asked) ? afterLock(asked, answer) : answer;
  };

  function isDash([path, options]) {
    return typeof options?.body === "string" && String(path).includes("_dash-update-component");
  }

  /* What Dash asks under the lock is asked again after it, the last time only for each part of the page: nothing that was done is left unsaid. */
  function afterLock(asked, refused) {
    const part = JSON.parse(asked[1].body).output;
    refusals.get(part)?.answer(refused);
    return new Promise((answer) => refusals.set(part, { asked: asked, answer: answer }));
  }

  document.addEventListener("unlocked", () => {
    const waiting = [...refusals.values()];
    refusals.clear();
    for (const { asked, answer } of waiting) answer(window.fetch(...asked));
  });

  function moved() {
    if (kept) return;
    seen = Date.now();
    if (seen - told < SIGN) return;
    told = seen;
    tabs.postMessage("alive");
    post("/session/alive").catch(() => {}); // without it the server locks by itself, in time
  }

  for (const move of MOVES) document.addEventListener(move, moved, { capture: true, passive: true });
  setInterval(() => kept || Date.now() - seen < minutes * 60000 || lockAll(), 1000);

  function lockAll() {
    tabs.postMessage("lock");
    post("/session/lock").catch(() => {});
    lock();
  }

  /* Before Dash's page is there nothing of a client is shown, and Dash would not find its place: it waits for it, or for its failure. */
  function lock() {
    if (kept) return;
    if (!document.querySelector("#page, ._dash-error")) return setTimeout(lock, 100);
    const stays = (node) => ["SCRIPT", "STYLE", "TEMPLATE"].includes(node.nodeName);
    kept = { page: document.createDocumentFragment(), focus: document.activeElement, x: scrollX, y: scrollY };
    const me = document.getElementById("me-name");
    const template = document.getElementById("lock-" + document.documentElement.lang) || document.getElementById("lock-fr");
    kept.page.append(...[...document.body.childNodes].filter((node) => !stays(node)));
    document.body.append(template.content.cloneNode(true));
    open(document.getElementById("lock"), me?.textContent || "", me?.dataset.name || "");
  }

  function open(dialog, called, name) {
    const password = dialog.querySelector("#lock-password");
    dialog.querySelector(".lock-who").textContent = called;
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("close", () => document.contains(dialog) && dialog.showModal()); // a second Escape closes it all the same
    dialog.querySelectorAll("[data-provider]").forEach((way) => (way.search = "next=" + encodeURIComponent(location.pathname)));
    dialog.showModal();
    if (!password) return;
    dialog.querySelector("#lock-name").value = name;
    password.focus();
    dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      prove(dialog, password);
    });
  }

  async function prove(dialog, password) {
    const said = dialog.querySelector("#lock-said");
    const button = dialog.querySelector("[type=submit]");
    said.textContent = "";
    button.disabled = true;
    try {
      const answer = await post("/session/unlock?lang=" + document.documentElement.lang, { password: password.value });
      if (answer.ok) return unlockAll();
      said.textContent = await answer.text();
      password.setAttribute("aria-invalid", "true");
    } catch {
      said.textContent = password.dataset.lost;
    } finally {
      button.disabled = false;
    }
    password.value = "";
    password.focus();
  }

  function unlockAll() {
    unlock();
    tabs.postMessage("unlock");
  }

  function unlock() {
    if (!kept) return;
    const { page, focus, x, y } = kept;
    document.getElementById("lock").remove();
    document.body.prepend(page);
    kept = null;
    if (!document.getElementById("page")) return location.reload();
    seen = told = Date.now();
    scrollTo(x, y);
    if (focus && focus !== document.body) focus.focus({ preventScroll: true });
    document.dispatchEvent(new Event("unlocked"));
  }

  async function signOut() {
    const done = await post("/sign-out").catch(() => null);
    if (!done) return kept || lockAll(); // the server does not answer: at least nothing stays on the screen
    tabs.postMessage("out");
    if (done.status === 200) return location.replace(await done.text()); // the provider's session ends too
    leave("out");
  }

  tabs.addEventListener("message", ({ data }) => {
    if (data === "alive") seen = Date.now();
    if (data === "lock") lock();
    if (data === "unlock") unlock();
    if (data === "out") leave("out");
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-session]");
    if (button) (button.dataset.session === "lock" ? lockAll : signOut)();
  });

  addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
