// A kept draft is no longer in danger, so leaving the page needs no warning.
"use strict";

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form && event.detail.successful) delete form.dataset.dirty;
});

// While somebody marks a point, or asks a department, what they select in the letter is what they mean. Without scripts they copy it.
document.addEventListener("selectionchange", () => {
  const field = document.querySelector(".cases-mark[open] [data-passage], .cases-ask [data-passage]");
  const chosen = document.getSelection();
  const within = chosen?.anchorNode?.parentElement?.closest(".kit-letter-text");
  if (!field || !within || chosen.isCollapsed || !within.contains(chosen.focusNode)) return;
  field.value = chosen.toString().trim().replace(/\s+/g, " ");
});

// One key says what kind of letter it is. Without scripts each is a button.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !/^[1-9]$/.test(event.key)) return;
  if (event.target.isContentEditable || event.target.closest("input, select, textarea")) return;
  document.querySelector(`#owing [data-key="${event.key}"]`)?.click();
});

// Whoever works with a part open finds it open in the next case, until they close it.
for (const part of document.querySelectorAll("details[data-keep-open]")) {
  const kept = `servewell.open.${part.dataset.keepOpen}`;
  part.open = localStorage.getItem(kept) === "yes";
  part.addEventListener("toggle", () => localStorage.setItem(kept, part.open ? "yes" : "no"));
}
