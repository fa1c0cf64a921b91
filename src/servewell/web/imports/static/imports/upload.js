// Sends a large file part by part, so that a broken line or a closed page costs one part and not the whole.
// Which upload a file belongs to is remembered by its name, size and day of change; the server says how much has arrived.
"use strict";
(() => {
  const form = document.querySelector("form[data-upload]");
  if (!form || !window.fetch) return;
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector("[data-drop]");
  const button = form.querySelector("button[type=submit]");
  const shown = form.querySelector("[data-progress]");
  const bar = shown.querySelector("progress");
  const says = shown.querySelector("[data-says]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const partBytes = Number(form.dataset.part);

  class Refused extends Error {}

  function keyOf(file) {
    return `servewell-upload:${form.unit.value}:${file.name}:${file.size}:${file.lastModified}`;
  }
  function remembered(file) {
    try { return JSON.parse(localStorage.getItem(keyOf(file))); } catch { return null; }
  }
  function remember(file, upload) {
    try {
      if (upload) localStorage.setItem(keyOf(file), JSON.stringify(upload));
      else localStorage.removeItem(keyOf(file));
    } catch { /* private windows forget: then a broken upload begins anew */ }
  }

  async function ask(url, options = {}) {
    const response = await fetch(url, { ...options, headers: { "X-CSRFToken": token, ...options.headers }, redirect: "error" });
    let said = {};
    try { said = await response.json(); } catch { /* an error page, not ours */ }
    if (response.ok || response.status === 409) return said;
    throw new Refused(said.says || "");
  }

  async function begun(file) {
    const earlier = remembered(file);
    if (earlier) {
      try {
        const there = await ask(earlier.part);
        if (there.is_arriving && there.size === file.size) return { ...earlier, arrived: there.arrived };
      } catch (fault) {
        if (!(fault instanceof Refused)) throw fault;
      }
    }
    const body = new URLSearchParams({ name: file.name, size: file.size, unit: form.unit.value });
    const upload = await ask(form.dataset.upload, { method: "POST", body });
    remember(file, upload);
    return { ...upload, arrived: 0 };
  }

  function show(file, arrived) {
    const percent = Math.floor((100 * arrived) / file.size);
    bar.value = percent;
    says.textContent = `${percent} %`;
  }

  async function send(file) {
    const upload = await begun(file);
    if (upload.arrived) says.textContent = says.dataset.goesOn;
    let arrived = upload.arrived;
    while (arrived < file.size) {
      show(file, arrived);
      const body = file.slice(arrived, arrived + partBytes);
      const headers = { "Content-Type": "application/octet-stream" };
      arrived = (await ask(`${upload.part}?offset=${arrived}`, { method: "POST", body, headers })).arrived;
    }
    show(file, arrived);
    says.textContent = says.dataset.looks;
    const whole = await ask(upload.end, { method: "POST" });
    remember(file, null);
    location.assign(whole.next);
  }

  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file || !file.size) return; // the form says itself what is missing
    event.preventDefault();
    button.disabled = true;
    shown.hidden = false;
    try {
      await send(file);
    } catch (fault) {
      says.textContent = (fault instanceof Refused && fault.message) || says.dataset.stopped;
      button.disabled = false;
      button.focus();
    }
  });

  // Dropping is a comfort beside the field, which does the same with the keyboard.
  drop.querySelector("[data-drop-hint]").hidden = false;
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.dataset.over = "yes"; });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => delete drop.dataset.over);
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
})();
