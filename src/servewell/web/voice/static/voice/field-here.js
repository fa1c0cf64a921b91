// Who is here on this device: keeps their pages for when there is no network, and lets go of them when they are gone.
"use strict";
window.servewellHere = (() => {
  const place = document.querySelector("[data-field-person]");
  if (!place || !window.crypto?.subtle || !window.indexedDB || !navigator.serviceWorker) return null;
  const { fieldPerson: person, fieldWorker: worker, fieldDoor: door, fieldIdle: idle, fieldSignIn: signIn } = place.dataset;
  const TOUCH = 120000;
  let touchedAt = Date.now();

  async function keepPage() {
    const response = await fetch(location.pathname, { cache: "reload" });
    const text = await response.text();
    // a page of signing in, or of somebody else, must not take its place
    if (!response.ok || response.redirected || !text.includes(person)) return;
    const headers = new Headers(response.headers);
    for (const name of ["Refresh", "Content-Encoding", "Content-Length"]) headers.delete(name);
    await (await servewellStore.pages(person)).put(location.pathname, new Response(text, { headers }));
  }
  async function keepStatic() {
    const cache = await caches.open("servewell-field-static");
    const fetched = performance.getEntriesByType("resource").map((each) => each.name).filter((name) => name.includes("/static/"));
    const named = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((each) => each.src || each.href);
    const ofDoor = place.dataset.fieldFiles.split(" ").map((path) => new URL(path, location.href).href);
    const missing = [];
    for (const address of new Set([...named, ...fetched, ...ofDoor])) if (!(await cache.match(address))) missing.push(address);
    await cache.addAll(missing);
    await cache.add(door);
  }
  async function stay() {
    await navigator.serviceWorker.register(worker, { scope: "/field" });
    await navigator.serviceWorker.ready;
    navigator.storage?.persist?.();
    // a server that is away takes nothing from what is kept here
    const isReached = navigator.onLine && (await keepPage().then(() => true, () => false));
    if (isReached) await keepStatic();
    if (!(await (await servewellStore.pages(person)).match(location.pathname))) throw new Error("the page is not kept");
    return isReached;
  }
  // another window, or the back button: what stands here is of somebody who is gone
  async function leaveToOthers() {
    if (!document.hidden && (await servewellStore.here()).person !== person) location.replace("/field");
  }
  // on a device that several share; without a network nobody could sign in again
  function mindTheTime() {
    if (!navigator.onLine) return;
    if (Date.now() - touchedAt > Number(idle) * 1000) location.assign(signIn);
    else if (Date.now() - touchedAt < TOUCH) fetch(location.pathname).catch(() => {});
  }

  const ready = servewellStore.arrive(person);
  addEventListener("visibilitychange", leaveToOthers);
  addEventListener("pageshow", (event) => event.persisted && leaveToOthers());
  if (idle) {
    for (const name of ["pointerdown", "keydown", "scroll"]) addEventListener(name, () => (touchedAt = Date.now()), { passive: true });
    setInterval(mindTheTime, TOUCH / 2);
  }
  return { person, ready, kept: ready.then(stay) };
})();
