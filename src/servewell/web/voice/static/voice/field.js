// Forms for the field: filled in and kept on this device, sent when there is a network, each under a number of its own,
// so that what is sent twice arrives once.
"use strict";
(() => {
  const place = document.querySelector("[data-field]");
  if (!place || !window.Survey || !window.indexedDB) return;
  const said = JSON.parse(document.getElementById("field-form").textContent);
  const words = place.dataset;
  const part = (name) => place.querySelector(`[data-field-${name}]`);
  const host = part("form");
  const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
  const store = servewellStore;
  let open = null; // the answer that is being filled in
  let isSending = false;

  function make(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }
  const button = (textContent, onclick, className = "btn") => make("button", { type: "button", className, textContent, onclick });

  // what waits
  function row(answer) {
    const files = Object.keys(answer.files).length;
    const state = answer.state === "refused" ? `${words.refused} ${answer.says}` : words[answer.state];
    const about = [new Date(answer.begun).toLocaleString(), state];
    if (files) about.push(fill(words.photos, { number: files }));
    const buttons = make("div", { className: "kit-cluster" });
    if (answer.state === "draft" || answer.state === "refused") buttons.append(button(words.goOn, () => begin(answer)));
    // what has not arrived is removed only once it is saved elsewhere
    const mayGo = answer.state === "sent" || (answer.savedAt && answer.state !== "waiting");
    if (mayGo) buttons.append(button(words.remove, () => forget(answer.id), "btn btn-danger"));
    else if (answer.state === "refused") about.push(words.saveFirst);
    const item = make("li", {}, make("p", { className: "kit-dots" }, ...about.map((text) => make("span", { textContent: text }))), buttons);
    item.dataset.state = answer.state;
    return item;
  }
  async function show() {
    const answers = await store.all(said.slug);
    part("list").replaceChildren(...answers.filter((each) => each.id !== open?.id).map(row));
    part("send").hidden = Boolean(open) || !answers.some((each) => each.state === "waiting");
    part("save").hidden = Boolean(open) || !answers.some((each) => each.state !== "sent");
    part("begin").hidden = Boolean(open);
    part("network").textContent = navigator.onLine ? words.online : words.offline;
    place.dataset.network = navigator.onLine ? "yes" : "no";
  }
  async function forget(id) {
    await store.remove(id);
    await show();
  }
  async function keep(answer) {
    try {
      await store.put(answer);
    } catch (fault) {
      part("says").textContent = words.full;
      throw fault;
    }
  }

  // filling in
  function languages() {
    const bar = document.querySelector("[data-field-languages]");
    const offered = said.languages.length < 2 ? [] : said.languages;
    bar.replaceChildren(...offered.map((each) => {
      const choice = make("button", { type: "button", textContent: each.name, lang: each.code, onclick: () => speak(each.code) });
      if (each.code === (open?.language ?? said.language)) choice.setAttribute("aria-current", "true");
      return choice;
    }));
  }
  async function speak(language) {
    said.language = language;
    if (open) {
      open.language = language;
      await keep(open);
      ask(open);
    }
    languages();
  }
  function begin(answer) {
    open = answer ?? {
      id: crypto.randomUUID(), slug: said.slug, pass: said.pass, send: said.send, documents: said.documents, ticks: said.ticks,
      language: said.language, begun: new Date().toISOString(), finished: "", fields: {}, files: {}, page: 0, says: "", savedAt: "",
    };
    open.state = "draft";
    part("says").textContent = "";
    ask(open);
    languages();
    show();
  }
  function ask(answer) {
    const named = Object.fromEntries(Object.entries(answer.files).map(([token, file]) => [token, { name: file.name, type: file.type }]));
    const here = make("div", {});
    host.replaceChildren(here);
    servewellAsking.ask(here, {
      document: answer.documents[answer.language], fields: answer.fields, files: named, ticks: answer.ticks, send: words.send, page: answer.page,
      async keepFile(question, file) {
        const token = `device:${crypto.randomUUID()}`;
        answer.files[token] = file;
        await keep(answer);
        return token;
      },
      // every change is kept, so that a phone that dies loses nothing
      changed(fields, page) {
        if (open !== answer) return;
        Object.assign(answer, { fields, page });
        keep(answer).catch(() => {});
      },
      done: (fields) => finish(answer, fields),
    });
  }
  async function finish(answer, fields) {
    const used = new Set(Object.values(fields).flat());
    const files = Object.fromEntries(Object.entries(answer.files).filter(([token]) => used.has(token)));
    open = null;
    Object.assign(answer, { fields, files, finished: new Date().toISOString(), state: "waiting", says: "", savedAt: "" });
    await keep(answer);
    host.replaceChildren();
    await show();
    await sendAll();
  }

  // sending
  function posted(answer) {
    const body = new FormData();
    const own = { pass: answer.pass, submission: answer.id, begun: answer.begun, finished: answer.finished, language: answer.language };
    for (const [name, value] of Object.entries(own)) body.append(`form-${name}`, value);
    for (const [name, values] of Object.entries(answer.fields)) {
      for (const value of values) {
        const file = answer.files[value];
        if (file) body.append(name, file, file.name);
        else body.append(name, value);
      }
    }
    return body;
  }
  // true where the next one may be tried
  async function send(answer) {
    let response;
    try {
      response = await fetch(answer.send, { method: "POST", body: posted(answer) });
    } catch {
      return false; // no network after all: it waits on
    }
    if (!response.ok && (response.status >= 500 || response.status === 429)) return false;
    if (response.ok) Object.assign(answer, { state: "sent", files: {}, fields: {} });
    else {
      const why = await response.json().catch(() => ({ says: String(response.status) }));
      Object.assign(answer, { state: "refused", says: why.says });
    }
    await keep(answer);
    return true;
  }
  async function sendAll() {
    if (isSending || !navigator.onLine) return;
    isSending = true;
    try {
      for (const answer of await store.all(said.slug)) {
        if (answer.state === "waiting" && !(await send(answer))) break;
      }
    } finally {
      isSending = false;
      await show();
    }
  }

  // saving as a file
  async function inText(blob) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  }
  async function exported(answer) {
    const { documents, ticks, ...rest } = answer;
    const files = {};
    for (const [token, file] of Object.entries(answer.files)) files[token] = { name: file.name, type: file.type, base64: await inText(file) };
    return { ...rest, files };
  }
  async function save() {
    const unsent = (await store.all(said.slug)).filter((each) => each.state !== "sent");
    const at = new Date().toISOString();
    const name = `servewell-${said.slug}-${at.slice(0, 19).replaceAll(":", "-")}.json`;
    const content = JSON.stringify({ form: said.slug, savedAt: at, answers: await Promise.all(unsent.map(exported)) }, null, 1);
    const link = make("a", { download: name, href: URL.createObjectURL(new Blob([content], { type: "application/json" })) });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    for (const answer of unsent) await keep({ ...answer, savedAt: at });
    part("says").textContent = fill(words.saved, { name });
    await show();
  }

  // being here without a network
  async function stay() {
    part("ready").textContent = words.notReady;
    if (!navigator.serviceWorker) return;
    await navigator.serviceWorker.register(said.worker);
    await navigator.serviceWorker.ready;
    navigator.storage?.persist?.();
    const cache = await caches.open("servewell-field");
    const fetched = performance.getEntriesByType("resource").map((each) => each.name).filter((name) => name.includes("/static/"));
    const named = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((each) => each.src || each.href);
    const missing = [];
    for (const address of new Set([location.pathname, ...named, ...fetched])) if (!(await cache.match(address))) missing.push(address);
    await cache.addAll(missing);
    part("ready").textContent = words.ready;
    place.dataset.ready = "yes";
  }

  part("begin").addEventListener("click", () => begin());
  part("send").addEventListener("click", sendAll);
  part("save").addEventListener("click", save);
  addEventListener("online", () => show().then(sendAll));
  addEventListener("offline", show);
  setInterval(sendAll, 60000);
  languages();
  show().then(sendAll);
  stay().catch(() => {});
})();
