// Reading by keyboard. Every step is a link or a letter of the page; without scripts they are there all the same.
"use strict";
(() => {
  const letters = [...document.querySelectorAll("[data-letter]")];
  const turn = (rel) => document.querySelector(`.kit-pager a[rel="${rel}"]`)?.click();
  const is_list = letters.length > 0;

  function here() {
    return letters.indexOf(document.activeElement?.closest("[data-letter]"));
  }

  function step(by) {
    if (!is_list) return turn(by > 0 ? "next" : "prev");
    const to = here() + by;
    if (to >= letters.length) return turn("next");
    letters[Math.max(to, 0)].focus();
    letters[Math.max(to, 0)].scrollIntoView({ block: "nearest" });
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    n: () => turn("next"),
    p: () => turn("prev"),
    u: () => !is_list && document.querySelector(".kit-above a")?.click(),
    "/": () => document.querySelector(".kit-search input")?.focus(),
  };
  if (is_list) Object.assign(keys, { ArrowDown: keys.j, ArrowUp: keys.k });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, summary")) return;
    if (event.key === "Enter" && event.target.matches("[data-letter]")) location.assign(event.target.dataset.letter);
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  for (const legend of document.querySelectorAll("[data-keys]")) legend.hidden = false;
})();
