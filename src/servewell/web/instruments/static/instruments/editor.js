// Dragging and keys on the bench. Both press the same buttons that stand there without scripts.
"use strict";
(() => {
  const bench = document.querySelector("form[data-bench]");
  if (!bench) return;

  function post(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      bench.append(field);
    }
    bench.submit();
  }

  if (window.Sortable) {
    const first = Number(new URLSearchParams(location.search).get("from")) || 0;
    for (const list of bench.querySelectorAll("[data-container]")) {
      const start = list.closest("[data-item]") ? 0 : first;
      window.Sortable.create(list, {
        group: "items",
        animation: 120,
        ghostClass: "instruments-ghost",
        filter: "a, button, select, summary, input",
        preventOnFilter: false,
        onEnd: ({ item, to, newIndex, from, oldIndex }) => {
          if (to === from && newIndex === oldIndex) return;
          const place = to.closest("[data-item]") ? newIndex : newIndex + start;
          post({ do: "move", moved: item.dataset.item, into: to.dataset.container, at: place });
        },
      });
    }
  }

  bench.addEventListener("keydown", (event) => {
    const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
    const item = event.target.closest("[data-item]");
    if (!event.altKey || !step || !item) return;
    event.preventDefault();
    item.querySelector(`[data-step="${step}"]`).click();
  });

  for (const legend of document.querySelectorAll("[data-keys]")) legend.hidden = false;
  document.getElementById(location.hash.slice(1))?.focus();
})();
