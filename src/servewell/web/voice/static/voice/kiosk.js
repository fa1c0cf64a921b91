// A tablet at the desk: whoever walks away leaves nothing behind for the next person.
"use strict";
(() => {
  const kiosk = document.querySelector("[data-kiosk]");
  if (!kiosk) return;
  const { kiosk: start, idle, thanks } = kiosk.dataset;
  const still = kiosk.querySelector("dialog");
  const form = document.querySelector("form#survey");
  const anew = () => location.replace(start);
  let waiting;

  function wait() {
    clearTimeout(waiting);
    if (still.open) still.close();
    waiting = setTimeout(form ? ask : anew, (form ? idle : thanks) * 1000);
  }

  // an untouched form need not begin anew, but it may have grown old
  function ask() {
    kiosk.hidden = false;
    still.showModal();
    waiting = setTimeout(anew, 15000);
  }

  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) {
    addEventListener(sign, () => still.open || wait(), { passive: true });
  }
  still.querySelector("button").addEventListener("click", wait);
  still.addEventListener("close", () => { kiosk.hidden = true; });
  // brought back by the browser, with what somebody wrote
  addEventListener("pageshow", (event) => { if (event.persisted) anew(); });
  if (form) form.autocomplete = "off";
  wait();
})();
