// A long form, asked by SurveyJS in place of page by page. It is sent as the same form to the same address.
"use strict";
(() => {
  const form = document.getElementById("survey");
  const host = form?.querySelector("[data-long]");
  if (!host || !window.Survey || !window.SurveyUI) return;
  const plain = form.querySelectorAll("[data-plain]");
  // somebody who began on a slow line goes on where they began
  if ([...plain].some((part) => part.dataset.dirty)) return;
  const said = JSON.parse(document.getElementById("long-form").textContent);
  const words = host.dataset;

  async function keepFile(question, file) {
    const body = new FormData();
    body.append("form-ticket", form.elements["form-ticket"].value);
    body.append(question.name, file);
    let response;
    try {
      response = await fetch(words.file, { method: "POST", body });
    } catch {
      throw new Error(words.noNetwork);
    }
    const kept = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(kept.says || words.noNetwork);
    return kept.token;
  }

  function put(fields) {
    for (const [name, values] of Object.entries(fields)) {
      for (const value of values) {
        const input = Object.assign(document.createElement("input"), { type: "hidden", name, value });
        input.dataset.put = "";
        form.append(input);
      }
    }
  }
  function empty() {
    for (const input of form.querySelectorAll("[data-put]")) input.remove();
  }

  for (const part of plain) part.remove();
  for (const button of document.querySelectorAll("button[form=survey]:not([formaction])")) button.remove();
  form.querySelector("[name=form-step]")?.remove();
  host.hidden = false;
  const asked = servewellAsking.ask(host, {
    ...said,
    send: words.send,
    keepFile,
    done(fields) {
      empty();
      put(fields);
      form.submit();
    },
  });
  // another language: everything that was answered goes along, and so does the page
  form.addEventListener("submit", (event) => {
    if (!event.submitter?.formAction?.endsWith("/language")) return event.preventDefault();
    empty();
    put({ ...asked.fields(), "form-page": [String(asked.model.currentPageNo)] });
  });
})();
