// The list of forms for the field: it is kept for when there is no network, and sends what waits here.
"use strict";
if (window.servewellHere) {
  const send = () => servewellSending.sendAll(servewellHere.person);
  servewellHere.kept.catch(() => {});
  servewellHere.ready.then(send);
  addEventListener("online", send);
  setInterval(send, 60000);
}
