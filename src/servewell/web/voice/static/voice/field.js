// Forms for the field: filled in and kept on this device for the person who is here, sent when there is a network.
"use strict";
(() => {
  const place = document.querySelector("[data-field]");
  if (!place || !window.Survey) return;
  const said = JSON.parse(document.getElementById("field-form").textContent);
  const words = place.dataset;
  const part = (name) => place.querySelector(`[data-field-${name}]`);
  const host = part("form");
  const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
  if (!window.servewellHere) {
    part("network").textContent = words.cannot;
    part("buttons").hidden = true;
    return;
  }
  const { person, ready, kept } = servewellHere;
  const store = servewellStore.of(person);
  let open = null; // the answer that is being filled in
  let isReached = true; // a device may have a network and no way to the server

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
    if (answer.savedAt && answer.state !== "waiting") buttons.append(button(words.remove, () => forget(answer.id), "btn btn-danger"));
    else if (answer.state === "refused") about.push(words.saveFirst);
    const item = make("li", {}, make("p", { className: "kit-dots" }, ...about.map((text) => make("span", { textContent: text }))), buttons);
    item.dataset.state = answer.state;
    return item;
  }
  const ofThisForm = async () => (await store.all()).filter((each) => each.slug === said.slug);
  async function show() {
    const answers = await ofThisForm();
    const others = await servewellStore.ofOthers(person);
    part("list").replaceChildren(...answers.filter((each) => each.id !== open?.id).map(row));
    part("send").hidden = Boolean(open) || !answers.some((each) => each.state === "waiting");
    part("save").hidden = Boolean(open) || !answers.length;
    part("begin").hidden = Boolean(open);
    const isOnline = navigator.onLine && isReached;
    part("network").textContent = isOnline ? words.online : words.offline;
    for (const state of ["waiting", "held"]) {
      part(`others-${state}`).hidden = !others[state];
      part(`others-${state}`).textContent = fill(part(`others-${state}`).dataset.says, { number: others[state] });
    }
    place.dataset.network = isOnline ? "yes" : "no";
  }
  async function forget(id) {
    await store.remove(id);
    await show();
  }
  const keep = (answer) => keepSafe(store.put(answer));
  async function keepSafe(written) {
    try {
      await written;
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
      id: crypto.randomUUID(), slug: said.slug, pass: said.pass, version: said.version, send: said.send, documents: said.documents, ticks: said.ticks,
      language: said.language, begun: new Date().toISOString(), finished: "", fields: {}, files: {}, page: 0, says: "", savedAt: "",
    };
    open.state = "draft";
    part("says").textContent = "";
    ask(open);
    languages();
    show();
  }
  function ask(answer) {
    const here = make("div", {});
    host.replaceChildren(here);
    servewellAsking.ask(here, {
      document: answer.documents[answer.language], fields: answer.fields, files: answer.files, ticks: answer.ticks, send: words.send, page: answer.page,
      async keepFile(question, file) {
        const token = `device:${crypto.randomUUID()}`;
        await keepSafe(store.putFile(answer.id, token, file));
        answer.files[token] = { name: file.name, type: file.type };
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
    const dropped = Object.keys(answer.files).filter((token) => !used.has(token));
    open = null;
    Object.assign(answer, { fields, files, finished: new Date().toISOString(), state: "waiting", says: "", savedAt: "" });
    await keep(answer);
    for (const token of dropped) await store.removeFile(answer.id, token);
    host.replaceChildren();
    await show();
    await sendAll();
  }

  // sending: what has arrived leaves this device at once
  const unsentNow = async () => servewellStore.unsent(await servewellStore.counted(person));
  async function sendAll() {
    const before = await unsentNow();
    isReached = (await servewellSending.sendAll(person)) ?? isReached;
    const arrived = before - (await unsentNow());
    if (arrived > 0) part("says").textContent = fill(words.arrived, { number: arrived, time: new Date().toLocaleTimeString() });
    await show();
  }

  // saving as a file
  async function inText(blob) {
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  }
  async function exported(answer) {
    const { documents, ticks, pass, ...rest } = answer; // a file is passed on: it lets nobody in
    const files = {};
    for (const [token, about] of Object.entries(answer.files)) files[token] = { ...about, base64: await inText(await store.file(answer.id, token, about)) };
    return { ...rest, files };
  }
  async function save() {
    const unsent = await ofThisForm();
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

  part("begin").addEventListener("click", () => begin());
  part("send").addEventListener("click", sendAll);
  part("save").addEventListener("click", save);
  addEventListener("online", () => (isReached = true, show()).then(sendAll));
  addEventListener("offline", show);
  setInterval(sendAll, 60000);
  languages();
  part("ready").textContent = words.notReady;
  ready.then(() => store.putPass(said.slug, said.pass)).then(show).then(sendAll);
  kept.then((reached) => {
    isReached = isReached && reached;
    part("ready").textContent = words.ready;
    place.dataset.ready = "yes";
    return show();
  }).catch(() => {});
})();
