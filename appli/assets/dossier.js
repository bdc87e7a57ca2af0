/* The file's own table: filtered by what is typed above it. And whatever prints a paper. */
(function () {
  "use strict";
  function plain(text) {
    return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase().trim();
  }

  function filterRows(wanted) {
    document.querySelectorAll("#panel-dossier [data-table]:empty").forEach(window.tables.build);
    const families = document.querySelectorAll("#panel-dossier .subject");
    families.forEach((family, rank) => {
      let found = 0;
      for (const row of family.querySelectorAll("tbody tr")) {
        row.hidden = wanted !== "" && !plain(row.textContent).includes(wanted);
        found += row.hidden ? 0 : 1;
      }
      family.hidden = found === 0;
      family.open = wanted === "" ? rank === 0 : found > 0;
    });
  }

  document.addEventListener("input", (event) => {
    if (event.target.id === "dossier-search") filterRows(plain(event.target.value));
  });

  document.addEventListener("click", (event) => {
    const printer = event.target.closest("[data-print]");
    if (printer) document.getElementById(printer.dataset.print).contentWindow.print();
  });
})();
