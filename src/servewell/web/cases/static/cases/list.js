// j and k walk the list; Enter opens what has the focus, as it always does.
"use strict";

const cases = [...document.querySelectorAll("[data-cases] .cases-title")];
const hint = document.querySelector("[data-keys]");
if (hint) hint.hidden = false;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const step = { j: 1, k: -1 }[event.key];
  if (!step || !cases.length) return;
  const here = cases.indexOf(document.activeElement);
  const next = here < 0 ? (step > 0 ? 0 : cases.length - 1) : Math.min(Math.max(here + step, 0), cases.length - 1);
  cases[next].focus();
});
