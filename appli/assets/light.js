/* Parts of the page that arrive as HTML (appli/light.py) are put in place before anything is painted; so are folded tables, once open. */
(function () {
  "use strict";
  const placed = new WeakMap(); // what was put into each element: Dash knows nothing of it

  function place(holder) {
    const { html, nodes = [] } = placed.get(holder) || {};
    const said = holder.dataset.html;
    if (said === undefined) {
      for (const node of nodes) node.remove();
      return placed.delete(holder);
    }
    if (said === html && nodes.every((node) => node.parentNode === holder)) return; // it only moved: what is open or held in it stays so
    holder.innerHTML = said;
    placed.set(holder, { html: said, nodes: [...holder.childNodes] });
    openTables(holder);
  }

  /* Tables wait as data until the fold around them opens: hundreds of rows cost nothing until then. */
  function build(holder) {
    const data = JSON.parse(holder.dataset.table);
    const table = document.createElement("table");
    table.createCaption().textContent = data.caption;
    addRow(table.createTHead(), data.head, "th");
    const body = table.createTBody();
    data.rows.forEach((row) => addRow(body, row, "td"));
    [...body.rows].forEach((row, at) => (row.cells[0].title = [data.own[at], data.hint].filter(Boolean).join(" ")));
    holder.replaceChildren(table);
  }

  function addRow(part, cells, tag) {
    const row = part.insertRow();
    for (const text of cells) {
      const cell = row.appendChild(document.createElement(tag));
      cell.textContent = text;
      if (tag === "th") cell.scope = "col";
    }
  }

  function openTables(part) {
    for (const holder of part.querySelectorAll("[data-table]:empty")) {
      const fold = holder.closest("details");
      if (!fold || fold.open) build(holder);
    }
  }

  window.tables = { build: build };

  document.addEventListener("toggle", (event) => event.target.open && openTables(event.target), true);

  let held = null; // the suggestion that the keyboard is on
  document.addEventListener("focusin", (event) => (held = event.target.closest(".suggestions") ? event.target : null));

  /* Suggestions that come late take the place of those that the keyboard is among: it goes back to the field, not to the page's top. */
  function keepHold() {
    if (!held || held.isConnected) return;
    held = null;
    const area = document.getElementById("search-area"); // away while the screen is locked
    if (area && area.dataset.open === "true") document.getElementById("search").focus();
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") {
        place(change.target);
        continue;
      }
      for (const node of change.addedNodes) {
        if (!(node instanceof HTMLElement)) continue;
        if (node.dataset.html !== undefined) place(node);
        for (const holder of node.querySelectorAll("[data-html]")) place(holder);
      }
    }
    keepHold();
  }).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["data-html"] });
})();
