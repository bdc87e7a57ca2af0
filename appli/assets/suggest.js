/* The numbers that start with what is typed in the search: asked for and listed here, so that a key waits for nothing else. */
(function () {
  "use strict";
  let pending = null; // the last question: a newer one ends it, so that no late answer takes its place

  async function suggest(field) {
    pending?.abort();
    const own = (pending = new AbortController());
    const answer = await ask(field.value, own.signal).catch(() => null);
    if (pending !== own) return;
    show(answer || { numbers: [], said: "" });
  }

  async function ask(typed, signal) {
    if (!/^[\d\s]*\d[\d\s]*$/.test(typed)) return null;
    const answer = await window.desk.post("/suggestions", { typed: typed, lang: document.documentElement.lang }, signal);
    return answer.ok ? answer.json() : null;
  }

  function show({ numbers, said }) {
    const area = document.getElementById("suggestions");
    if (!area) return; // away while the screen is locked
    const lines = numbers.map((number) => line(button(number)));
    if (said) lines.push(Object.assign(line(said), { className: "suggestion-count" }));
    area.replaceChildren(...(lines.length ? [list(lines)] : []));
    document.getElementById("suggested").textContent = said;
  }

  function list(lines) {
    const made = document.createElement("ul");
    made.append(...lines);
    return made;
  }

  function line(content) {
    const made = document.createElement("li");
    made.append(content);
    return made;
  }

  function button(number) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "suggestion", textContent: number });
    made.dataset.client = number;
    return made;
  }

  window.suggestions = {
    /* Nothing is suggested any more, whatever is still on its way. */
    empty: function () {
      pending?.abort();
      pending = null;
      show({ numbers: [], said: "" });
    },
  };

  /* Before Dash hears of the key: the question is on its way while the rest of the page redraws. */
  document.addEventListener("input", (event) => event.target.id === "search" && suggest(event.target), true);

  document.addEventListener("input", (event) => {
    if (event.target.id === "search") document.getElementById("search-area").dataset.open = "true";
  });

  document.addEventListener("keydown", (event) => {
    const area = event.target.closest && event.target.closest("#search-area");
    if (!area) return;
    if (event.key === "Escape") area.dataset.open = "false";
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = [document.getElementById("search"), ...area.querySelectorAll("button.suggestion")];
    const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    if (stops[next]) {
      event.preventDefault();
      area.dataset.open = "true";
      stops[next].focus();
    }
  });
})();
