// Hands allauth's passkey script what it needs, from data attributes: the policy of the page runs no inline script.
"use strict";

for (const place of document.querySelectorAll("[data-passkey]")) {
  const { passkey, ...ids } = place.dataset;
  place.hidden = !window.PublicKeyCredential;
  if (window.PublicKeyCredential) window.allauth.webauthn.forms[passkey]({ ids });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey_trouble").hidden = false;
});
