// The list by keyboard. Every step is a link, a box or a field of the page; without scripts they are there all the same.
"use strict";
(() => {
  const cases = [...document.querySelectorAll("[data-cases] .cases-title")];
  const legend = document.querySelector("[data-keys]");
  const turn = (rel) => document.querySelector(`.kit-pager a[rel="${rel}"]`)?.click();
  const here = () => cases.indexOf(document.activeElement?.closest("[data-cases] > li")?.querySelector(".cases-title"));

  function step(by) {
    if (!cases.length) return;
    const at = here();
    const to = at < 0 ? (by > 0 ? 0 : cases.length - 1) : Math.min(Math.max(at + by, 0), cases.length - 1);
    cases[to].focus();
    cases[to].scrollIntoView({ block: "nearest" });
  }

  // the focus stays on the case: whoever selects goes on with j
  function tick() {
    const box = cases[here()]?.closest("li").querySelector(".cases-tick");
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    x: () => tick(),
    n: () => turn("next"),
    p: () => turn("prev"),
    "/": () => document.querySelector(".kit-search input")?.focus(),
    "?": () => {
      legend.open = !legend.open;
      if (legend.open) legend.scrollIntoView({ block: "nearest" });
    },
  };

  function isTyping(target) {
    return target.isContentEditable || target.closest("input:not([type=checkbox]), select, textarea");
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  if (legend) legend.hidden = false;
})();
