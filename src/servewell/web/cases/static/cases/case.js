// A kept draft is no longer in danger, so leaving the page needs no warning.
"use strict";

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form && event.detail.successful) delete form.dataset.dirty;
});
