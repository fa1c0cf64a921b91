// Answers for the server where there is no network: with the pages of the field that were opened here, and what they need.
"use strict";
const CACHE = "servewell-field";
const PATIENCE = 4000; // a network that answers this slowly is none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function kept(request) {
  return (await caches.open(CACHE)).match(request, { ignoreSearch: true, ignoreVary: true });
}
async function fetched(request) {
  const response = await fetch(request);
  // a page of signing in must not take the place of the form
  if (response.ok && !response.redirected) (await caches.open(CACHE)).put(request, response.clone());
  return response;
}
async function page(request) {
  const here = await kept(request);
  if (!here) return fetched(request);
  const late = new Promise((done) => setTimeout(done, PATIENCE, null));
  const fresh = await Promise.race([fetched(request).catch(() => null), late]);
  return fresh && fresh.ok && !fresh.redirected ? fresh : here;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname.startsWith("/field")) event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(kept(request).then((here) => here ?? fetched(request)));
});
