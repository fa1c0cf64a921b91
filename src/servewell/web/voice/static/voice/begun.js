// Notes that somebody has begun to answer before the larger scripts have arrived.
"use strict";
document.addEventListener("input", (event) => {
  const part = event.target.closest("[data-plain]");
  if (part) part.dataset.dirty = "yes";
});
