// Small comforts. Every page works without them.
"use strict";

const root = document.documentElement;

function isDark() {
  return root.dataset.bsTheme ? root.dataset.bsTheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function turnTheme() {
  root.dataset.bsTheme = isDark() ? "light" : "dark";
  try { localStorage.setItem("servewell-theme", root.dataset.bsTheme); } catch { /* private windows forget */ }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-toggle]")) turnTheme();
  if (event.target.closest("[data-print]")) print();
  for (const sheet of document.querySelectorAll("details.kit-more[open]")) {
    if (!sheet.contains(event.target)) sheet.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const sheet = document.querySelector("details.kit-more[open]");
  if (event.key === "Escape" && sheet) {
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
});

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && event.target.closest("[data-autosubmit]")) form.requestSubmit();
});

// Words somebody has written must not vanish with a stray click: such forms carry data-guard.
document.addEventListener("input", (event) => event.target.form?.matches("[data-guard]") && (event.target.form.dataset.dirty = "yes"));
document.addEventListener("submit", (event) => delete event.target.dataset.dirty);
addEventListener("beforeunload", (event) => document.querySelector("form[data-guard][data-dirty]") && event.preventDefault());

function showTrouble(isShown) {
  const trouble = document.getElementById("trouble");
  if (trouble) trouble.hidden = !isShown;
}
document.addEventListener("htmx:responseError", () => showTrouble(true));
document.addEventListener("htmx:sendError", () => showTrouble(true));
document.addEventListener("htmx:beforeRequest", () => showTrouble(false));

function unhide(where) {
  for (const hidden of where.querySelectorAll("[data-theme-toggle][hidden], [data-print][hidden]")) hidden.hidden = false;
}
unhide(document);
