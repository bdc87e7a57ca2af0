/* The first screen (appli/first.html): it takes what is typed and pressed until Dash's page is there, hands it over, and leaves in the same frame. */
(function () {
  "use strict";
  let wanted = null; // what was pressed: its like in Dash's page

  function want(selector) {
    wanted = selector;
    document.getElementById("first").className = "page is-loading";
  }

  document.addEventListener("keydown", (event) => event.key === "Enter" && event.target.matches("#first input") && want("#go"));

  document.addEventListener(
    "click",
    (event) => {
      const part = event.target.closest("#first :is(a, button)");
      if (!part) return;
      event.stopPropagation(); // the other scripts would ask Dash, which is not there
      if (part.dataset.session) want(`[data-session="${part.dataset.session}"]`);
      else if (part.dataset.client) want(`[data-client="${part.dataset.client}"]`);
      else if (part.matches(".primary")) want("#go");
    },
    true,
  );

  function handOver() {
    const [first, page] = ["first", "page"].map((name) => document.getElementById(name)); // both are away while the screen is locked
    if (first && document.querySelector("._dash-error")) return leave(first);
    const state = first && page && page.className.match(/\bis-\w+/);
    if (!state || (state[0] === "is-home" && !("home" in first.dataset))) return; // not yet where it is wanted
    carry(first.querySelector("input"), document.getElementById("search"));
    const pressed = wanted && page.querySelector(wanted);
    wanted = null;
    if (!pressed) return leave(first);
    delete first.dataset.home;
    pressed.click();
  }

  /* As keys would, so that React hears of it. */
  function carry(from, to) {
    if (!from || !from.value || from.value === to.value) return;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(to, from.value);
    to.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function leave(first) {
    const held = document.activeElement;
    const at = first.contains(held) && document.getElementById(held.matches("input") ? "search" : held.matches(".primary") ? "go" : "");
    const ends = [held.selectionStart, held.selectionEnd, held.selectionDirection];
    watch.disconnect();
    first.remove();
    if (!at) return;
    at.focus({ preventScroll: true });
    if (at.id === "search") at.setSelectionRange(...ends);
  }

  /* Dash's scripts keep the processor for longer than the first screen takes to be painted: they wait for it, unless nobody looks. */
  let begun = false;

  function begin() {
    if (begun) return;
    begun = true;
    const scripts = [...document.getElementById("scripts").content.querySelectorAll("script")].map(copy);
    const [fetched, written] = [scripts.filter((one) => one.src), scripts.filter((one) => !one.src)];
    fetched.at(-1).addEventListener("load", () => document.body.append(...written));
    document.body.append(...fetched);
  }

  /* One that runs, in its turn. */
  function copy(script) {
    const made = Object.assign(document.createElement("script"), { text: script.text, async: false });
    for (const { name, value } of script.attributes) made.setAttribute(name, value);
    return made;
  }

  document.addEventListener("DOMContentLoaded", () => {
    requestAnimationFrame(() => setTimeout(begin));
    setTimeout(begin, 3000);
  });

  const watch = new MutationObserver(handOver);
  watch.observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["class"] });

  /* In the colours that were chosen and, turned to the client, still so once loaded again. */
  const look = document.documentElement.dataset;
  const chosen = localStorage.getItem("mantine-color-scheme-value");
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  look.mantineColorScheme = dark ? "dark" : "light";
  if (sessionStorage.getItem("view") === "client" && location.pathname.startsWith("/client/")) look.view = "client";
})();
