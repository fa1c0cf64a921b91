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

// Whoever walks through the pages goes on with Enter. Not sooner, or the address would take the focus.
addEventListener("load", () => document.querySelector("[data-walk]")?.focus({ preventScroll: true }));

// A form may stand far below: whoever sent it begins at its first fault. Not sooner, or the address would take the focus.
addEventListener("load", () => {
  const fault = document.querySelector("main .kit-field .errorlist")?.closest(".kit-field");
  fault?.scrollIntoView({ block: "center", behavior: "instant" });
  fault?.querySelector("input:not([type=hidden]), select, textarea")?.focus({ preventScroll: true });
});

// Forms for the field are kept on the device for whoever is here: signing out asks about those that are not sent.
async function nobodyIsHere() {
  try {
    const kept = JSON.parse(localStorage.getItem("servewell-field"));
    for (const name of ["servewell-field", "servewell-field-leaving"]) localStorage.removeItem(name);
    await caches.delete("servewell-field-here");
    if (kept) await caches.delete(`servewell-field-pages-${kept.person}`);
  } catch { /* nothing is kept where nothing can be */ }
}
document.addEventListener("submit", async (event) => {
  const { leaves, unsent } = event.target.dataset;
  const kept = leaves && JSON.parse(localStorage.getItem("servewell-field"));
  if (!kept) return;
  event.preventDefault();
  if (kept.person === leaves && kept.unsent) return location.assign(unsent);
  await nobodyIsHere();
  event.target.submit();
});
if (document.querySelector("[data-nobody-here]")) nobodyIsHere();
// whoever signed out without a network is signed out by the first page that is opened with one
const wayOut = document.querySelector("form[data-leaves]");
try {
  if (wayOut && localStorage.getItem("servewell-field-leaving")) nobodyIsHere().then(() => wayOut.submit());
} catch { /* private windows forget */ }
