/* The guided tour: a card that walks over the real screen. Seen or put off, it is not offered again in this browser. */
(function () {
  "use strict";
  let step = 0;
  let shown = null;
  const moved = new ResizeObserver(() => shown && shown.scrollIntoView({ block: "center" })); // what is drawn late moves the rest
  if (localStorage.getItem("tour")) document.documentElement.dataset.toured = "true";

  function walk(to) {
    const card = document.getElementById("tour");
    const steps = JSON.parse(card.dataset.steps);
    document.querySelectorAll(".toured").forEach((target) => target.classList.remove("toured"));
    card.hidden = to < 0 || to >= steps.length;
    moved.disconnect();
    if (card.hidden) {
      localStorage.setItem("tour", "seen");
      document.documentElement.dataset.toured = "true";
      window.keyboard.to("#client-bar h1");
      return;
    }
    step = to;
    document.getElementById("tab-" + steps[to].tab).click();
    shown = document.querySelector(steps[to].target);
    shown.classList.add("toured");
    moved.observe(document.getElementById("main")); // calls at once, too
    for (const part of ["count", "title", "text"]) document.getElementById("tour-" + part).textContent = steps[to][part];
    document.getElementById("tour-back").disabled = to === 0;
    document.getElementById("tour-next").focus();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tour]");
    if (button) walk({ start: 0, back: step - 1, next: step + 1, close: -1 }[button.dataset.tour]);
  });

  document.addEventListener("keydown", (event) => {
    const card = document.getElementById("tour"); // away while the screen is locked
    if (event.key === "Escape" && card && !card.hidden) walk(-1);
  });
})();
