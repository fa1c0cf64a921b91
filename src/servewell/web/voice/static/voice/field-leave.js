// Signing out of a device on which answers wait; and what such a device says when nobody is signed in.
"use strict";
(async () => {
  const place = document.querySelector("[data-field-leave]");
  if (!place || !window.crypto?.subtle || !window.caches) return;
  const words = place.dataset;
  const part = (name) => place.querySelector(`[data-${name}]`);
  const fill = (text, number) => text.replace("%(number)s", number);
  const list = (lines) => lines.filter(([, number]) => number).map(([text, number]) => Object.assign(document.createElement("li"), { textContent: fill(text, number) }));

  async function show() {
    const { person } = await servewellStore.here();
    const own = person ? await servewellStore.counted(person) : { draft: 0, waiting: 0, held: 0, refused: 0 };
    const others = await servewellStore.ofOthers(person);
    const isDone = !servewellStore.unsent(own);
    document.querySelector("h1").textContent = person ? (isDone ? words.allSent : words.notSent) : words.nobody;
    part("mine").hidden = !person;
    part("kept").hidden = isDone;
    part("nobody").hidden = Boolean(person);
    part("send").hidden = !navigator.onLine || !own.waiting;
    part("sign-in").hidden = !navigator.onLine;
    part("network").hidden = navigator.onLine;
    part("list").replaceChildren(
      ...list([[words.waiting, own.waiting + own.held], [words.refused, own.refused], [words.draft, own.draft]]),
      ...list([[words.othersWaiting, others.waiting], [words.othersHeld, others.held]]),
    );
  }
  const secret = () => document.cookie.split("; ").find((each) => each.startsWith("csrftoken="))?.slice(10) ?? "";
  // a session that could not be ended without a network is ended as soon as there is one
  async function endSession() {
    const response = await fetch(place.dataset.signOut, { method: "POST", headers: { "X-CSRFToken": secret() }, redirect: "manual" });
    return response.type === "opaqueredirect" || response.ok;
  }
  async function catchUp() {
    const { person, isToSignOut } = await servewellStore.here();
    if (!person && isToSignOut && navigator.onLine && (await endSession().catch(() => false))) await servewellStore.depart();
    await servewellSending.sendAll(person);
    await show();
  }
  async function leave() {
    await servewellStore.depart({ isToSignOut: true });
    if (navigator.onLine && (await endSession().catch(() => false))) {
      await servewellStore.depart();
      location.assign(place.dataset.signIn);
      return;
    }
    await show();
  }

  part("leave").addEventListener("click", leave);
  part("send").addEventListener("click", catchUp);
  part("sign-in").addEventListener("click", async (event) => {
    event.preventDefault();
    await catchUp();
    location.assign(words.signIn);
  });
  addEventListener("online", catchUp);
  addEventListener("offline", show);
  setInterval(catchUp, 15000);
  await show();
  await catchUp();
})();
