// Answers for the server where there is no network: with the pages that whoever is here has opened, and what they need.
"use strict";
const STATIC = "servewell-field-static";
const PAGES = "servewell-field-pages-";
const HERE = "servewell-field-here";
const DOOR = "/field-leave";
const PATIENCE = 4000; // a network that answers this slowly is none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function whoIsHere() {
  const kept = await (await caches.open(HERE)).match("/field-here");
  return kept ? (await kept.json()).person : "";
}
async function kept(name, request) {
  return (await caches.open(name)).match(request, { ignoreSearch: true, ignoreVary: true });
}
async function page(request) {
  const person = await whoIsHere();
  const here = person && (await kept(PAGES + person, request));
  const asked = fetch(request).catch(() => null);
  const fresh = await Promise.race(here ? [asked, new Promise((done) => setTimeout(done, PATIENCE, null))] : [asked]);
  // sent to sign in: nobody is here any more
  if (fresh?.type === "opaqueredirect") await caches.delete(HERE);
  else if (here && !fresh?.ok) return here;
  return fresh ?? (await kept(STATIC, DOOR)) ?? Response.error();
}
async function file(request) {
  const here = await kept(STATIC, request);
  if (here) return here;
  const response = await fetch(request);
  if (response.ok && !response.redirected) (await caches.open(STATIC)).put(request, response.clone());
  return response;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname.startsWith("/field")) event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});
