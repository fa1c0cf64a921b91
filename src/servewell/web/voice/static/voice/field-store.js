// What was filled in on this device, until it has arrived: answers with their photos, in the browser's own database.
"use strict";
window.servewellStore = (() => {
  const STORE = "answers";
  let opened = null;

  function promised(request) {
    return new Promise((done, failed) => {
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }
  function database() {
    opened ??= new Promise((done, failed) => {
      const request = indexedDB.open("servewell-field", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
    return opened;
  }
  // written to the disk before it is said to be kept
  async function write(act) {
    const transaction = (await database()).transaction(STORE, "readwrite", { durability: "strict" });
    act(transaction.objectStore(STORE));
    await new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
  }
  async function all(slug) {
    const store = (await database()).transaction(STORE).objectStore(STORE);
    const found = await promised(store.getAll());
    return found.filter((each) => each.slug === slug).sort((one, other) => one.begun.localeCompare(other.begun));
  }

  return { all, put: (answer) => write((store) => store.put(answer)), remove: (id) => write((store) => store.delete(id)) };
})();
