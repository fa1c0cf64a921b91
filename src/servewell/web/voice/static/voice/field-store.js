// What was filled in on this device, until it has arrived. Each person has a database of their own, under a name that
// does not say whose it is; what lies in it is sealed with a key that no script can read out of the browser.
"use strict";
window.servewellStore = (() => {
  const DATABASE = "servewell-field-";
  const PAGES = "servewell-field-pages-";
  const HERE = "servewell-field-here"; // a cache, because the worker reads it as well
  const MARK = "/field-here";
  const COUNT = "servewell-field"; // what the sign-out of every page looks at
  const LEAVING = "servewell-field-leaving";
  const UNSENT = ["draft", "waiting", "held", "refused"];

  function promised(request) {
    return new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }
  function opened(name) {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("answers", { keyPath: "id" });
      for (const store of ["files", "own"]) request.result.createObjectStore(store);
    };
    return promised(request);
  }
  // written to the disk before it is said to be kept
  async function write(database, stores, act) {
    const transaction = database.transaction(stores, "readwrite", { durability: "strict" });
    act(...stores.map((name) => transaction.objectStore(name)));
    await new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
  }
  async function keyOf(database) {
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const own = database.transaction("own", "readwrite").objectStore("own");
    const known = await promised(own.get("key")); // two windows make one key
    if (!known) await promised(own.put(made, "key"));
    return known ?? made;
  }
  const named = (text) => new TextEncoder().encode(text);
  async function sealed(key, name, bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: named(name) }, key, bytes) };
  }
  const unsealed = (key, name, kept) =>
    crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.iv, additionalData: named(name) }, key, kept.sealed);

  // of one person
  function of(person) {
    const ready = opened(DATABASE + person).then(async (database) => {
      database.onversionchange = () => database.close(); // whoever signs out elsewhere takes it away
      return { database, key: await keyOf(database) };
    });
    let last = Promise.resolve(); // one after the other, or sealing could let the older state win
    const inTurn = (act) => (last = last.catch(() => {}).then(() => ready).then(act));

    async function all() {
      const { database, key } = await ready;
      const found = await promised(database.transaction("answers").objectStore("answers").getAll());
      const read = async (kept) => ({ ...JSON.parse(new TextDecoder().decode(await unsealed(key, kept.id, kept))), state: kept.state });
      return (await Promise.all(found.map(read))).sort((one, other) => one.begun.localeCompare(other.begun));
    }
    function put(answer) {
      const bytes = named(JSON.stringify(answer)), { id, state } = answer;
      return inTurn(async ({ database, key }) => {
        const kept = { id, state, ...(await sealed(key, id, bytes)) };
        await write(database, ["answers"], (answers) => answers.put(kept));
        await tell(person);
      });
    }
    const remove = (id) => inTurn(async ({ database }) => {
      await write(database, ["answers", "files"], (answers, files) => {
        answers.delete(id);
        files.delete(IDBKeyRange.bound([id], [id, []]));
      });
      await tell(person);
    });
    const putFile = (id, token, file) => inTurn(async ({ database, key }) => {
      const kept = await sealed(key, token, await file.arrayBuffer());
      await write(database, ["files"], (files) => files.put(kept, [id, token]));
    });
    const removeFile = (id, token) => inTurn(({ database }) => write(database, ["files"], (files) => files.delete([id, token])));
    // a name may say as much as a picture: it is sealed with the answer
    async function file(id, token, { name, type }) {
      const { database, key } = await ready;
      const kept = await promised(database.transaction("files").objectStore("files").get([id, token]));
      return new File([await unsealed(key, token, kept)], name, { type });
    }
    // the newest pass for each form: what waits longer than its own is sent with that
    const putPass = (slug, pass) => inTurn(({ database }) => write(database, ["own"], (own) => own.put(pass, `pass ${slug}`)));
    const pass = async (slug) => promised((await ready).database.transaction("own").objectStore("own").get(`pass ${slug}`));
    const close = async () => (await ready).database.close();

    return { all, put, remove, putFile, removeFile, file, putPass, pass, close };
  }

  // of everyone
  async function persons() {
    const found = (await indexedDB.databases?.()) ?? [];
    return found.map((each) => each.name).filter((name) => name.startsWith(DATABASE)).map((name) => name.slice(DATABASE.length));
  }
  // how many of each state, without reading any
  async function counted(person) {
    const database = await opened(DATABASE + person);
    const found = await promised(database.transaction("answers").objectStore("answers").getAll());
    database.close();
    return Object.fromEntries(UNSENT.map((state) => [state, found.filter((each) => each.state === state).length]));
  }
  async function ofOthers(person) {
    const sum = { waiting: 0, held: 0 };
    for (const other of await persons()) {
      if (other === person) continue;
      const { waiting, ...held } = await counted(other);
      sum.waiting += waiting;
      sum.held += Object.values(held).reduce((one, next) => one + next, 0);
    }
    return sum;
  }
  const unsent = (counts) => UNSENT.reduce((sum, state) => sum + counts[state], 0);
  async function tell(person) {
    if (person === (await here()).person) localStorage.setItem(COUNT, JSON.stringify({ person, unsent: unsent(await counted(person)) }));
  }
  function forget(person) {
    return new Promise((done) => {
      const request = indexedDB.deleteDatabase(DATABASE + person);
      request.onsuccess = request.onerror = request.onblocked = done;
    });
  }

  // who is here
  async function here() {
    const kept = await (await caches.open(HERE)).match(MARK);
    return kept ? kept.json() : { person: "" };
  }
  async function mark(said) {
    await (await caches.open(HERE)).put(MARK, new Response(JSON.stringify(said)));
  }
  async function arrive(person) {
    await mark({ person });
    await tell(person);
  }
  // what has not been sent stays, sealed; the pages and what was sent do not. Without a network the session ends later
  async function depart({ isToSignOut = false } = {}) {
    const { person } = await here();
    await mark({ person: "", isToSignOut });
    localStorage.removeItem(COUNT);
    if (isToSignOut) localStorage.setItem(LEAVING, "yes"); // any page that is opened first ends the session
    else localStorage.removeItem(LEAVING);
    if (!person) return;
    await caches.delete(PAGES + person);
    if (!unsent(await counted(person))) await forget(person);
  }
  const pages = (person) => caches.open(PAGES + person);

  return { of, persons, counted, ofOthers, unsent, forget, here, arrive, depart, pages };
})();
