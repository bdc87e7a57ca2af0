/* The sign-in page: the scheme chosen in the dashboard, and a password that can be shown. It works without this script too. */
(function () {
  "use strict";
  const chosen = localStorage.getItem("mantine-color-scheme-value");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.mantineColorScheme = chosen;
  const button = document.getElementById("reveal");
  if (!button) return;
  const field = document.getElementById("password");
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-label", shown ? button.dataset.show : button.dataset.hide);
    button.setAttribute("aria-pressed", String(!shown));
  });
  field.form.addEventListener("submit", () => {
    field.type = "password";
  });
})();
