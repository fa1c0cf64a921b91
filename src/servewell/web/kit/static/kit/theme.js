// Runs before the first paint, so that a stored choice never flashes the other theme.
"use strict";
(() => {
  const choice = (() => {
    try { return localStorage.getItem("servewell-theme"); } catch { return null; }
  })();
  if (choice === "light" || choice === "dark") document.documentElement.dataset.bsTheme = choice;
})();
