// Sends what waits on this device, each answer under a number of its own, so that what is sent twice arrives once, and
// with the pass of whoever filled it in, whoever is signed in now.
"use strict";
window.servewellSending = (() => {
  async function posted(store, answer) {
    const body = new FormData();
    const own = {
      pass: (await store.pass(answer.slug)) ?? answer.pass, version: answer.version, submission: answer.id,
      begun: answer.begun, finished: answer.finished, language: answer.language,
    };
    for (const [name, value] of Object.entries(own)) body.append(`form-${name}`, value);
    for (const [name, values] of Object.entries(answer.fields)) {
      for (const value of values) {
        const about = answer.files[value];
        if (!about) body.append(name, value);
        else body.append(name, await store.file(answer.id, value, about), about.name);
      }
    }
    return body;
  }
  // false where there is no network after all, or the server is busy: then it waits on
  async function send(store, answer) {
    const body = await posted(store, answer);
    let response;
    try {
      response = await fetch(answer.send, { method: "POST", body, credentials: "omit" });
    } catch {
      return false;
    }
    if (!response.ok && (response.status >= 500 || response.status === 429)) return false;
    if (response.ok) {
      await store.remove(answer.id);
      return true;
    }
    const why = await response.json().catch(() => ({ says: String(response.status) }));
    await store.put({ ...answer, state: response.status === 401 ? "held" : "refused", says: why.says, savedAt: "" });
    return true;
  }
  async function sendOf(person, isHere) {
    const store = servewellStore.of(person);
    let tried = 0, goesOn = true;
    for (const answer of await store.all()) {
      // a pass that is over holds an answer until its writer opens the form again
      if (answer.state !== "waiting" && !(isHere && answer.state === "held")) continue;
      tried += 1;
      goesOn = await send(store, answer);
      if (!goesOn) break;
    }
    await store.close();
    if (!isHere && !servewellStore.unsent(await servewellStore.counted(person))) await servewellStore.forget(person);
    return { tried, goesOn };
  }
  // one window at a time; first those of who is here. False where there is no network, null where nothing was tried
  async function sendAll(here) {
    if (!navigator.onLine) return false;
    return navigator.locks.request("servewell-field-sending", { ifAvailable: true }, async (lock) => {
      if (!lock) return null;
      let reached = null;
      const others = (await servewellStore.persons()).filter((person) => person !== here);
      for (const person of here ? [here, ...others] : others) {
        const { tried, goesOn } = await sendOf(person, person === here);
        if (!goesOn) return false;
        if (tried) reached = true;
      }
      return reached;
    });
  }

  return { sendAll };
})();
