// Comforts for those who have scripts: putting things in order by hand, signing with a finger, hearing at once that a
// file is too large. Without scripts each of these questions is answered with plain fields.
"use strict";
(() => {
  const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

  function ranking(list) {
    const items = () => [...list.children];
    const words = list.dataset;
    const says = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    says.setAttribute("role", "status");
    const keep = Object.assign(document.createElement("button"), { className: "btn", type: "button", textContent: words.keep });
    const named = (item) => item.querySelector("label > span").textContent;
    const place = (item) => item.querySelector("select");
    let isAnswered = items().every((item) => place(item).value);

    function number() {
      items().forEach((item, index) => {
        item.querySelector("b").textContent = index + 1;
        if (isAnswered) place(item).value = String(index + 1);
        item.querySelector("[data-by='-1']").disabled = index === 0;
        item.querySelector("[data-by='1']").disabled = index === items().length - 1;
      });
      keep.hidden = isAnswered;
    }
    function settle(item) {
      isAnswered = true;
      number();
      if (item) says.textContent = filled(words.now, { name: named(item), place: items().indexOf(item) + 1 });
      list.dispatchEvent(new Event("change", { bubbles: true }));
    }
    function move(item, by) {
      const all = items();
      const to = all.indexOf(item) + by;
      if (to < 0 || to >= all.length) return;
      if (by < 0) all[to].before(item);
      else all[to].after(item);
      settle(item);
    }
    function arrow(item, by, sign, label) {
      const button = Object.assign(document.createElement("button"), { className: "btn", type: "button", textContent: sign });
      button.dataset.by = by;
      button.setAttribute("aria-label", filled(label, { name: named(item) }));
      button.addEventListener("click", () => {
        move(item, by);
        (button.disabled ? item.querySelector(".btn:not(:disabled)") : button)?.focus();
      });
      return button;
    }

    if (isAnswered) list.append(...items().sort((one, other) => place(one).value - place(other).value));
    list.classList.add("is-by-hand");
    for (const item of items()) {
      item.draggable = true;
      item.prepend(document.createElement("b"));
      item.append(arrow(item, -1, "↑", words.up), arrow(item, 1, "↓", words.down));
    }
    list.after(keep, says);
    keep.addEventListener("click", () => settle());
    const hint = list.parentElement.querySelector("[data-ranking-hint]");
    if (hint) hint.textContent = hint.dataset.rankingHint;

    let held = null;
    list.addEventListener("dragstart", (event) => {
      held = event.target.closest("li");
      held?.classList.add("is-held");
      event.dataTransfer.effectAllowed = "move";
    });
    list.addEventListener("dragover", (event) => {
      const over = event.target.closest("li");
      if (!held || !over || over === held) return;
      event.preventDefault();
      const box = over.getBoundingClientRect();
      if (event.clientY < box.top + box.height / 2) over.before(held);
      else over.after(held);
    });
    list.addEventListener("drop", (event) => event.preventDefault());
    list.addEventListener("dragend", () => {
      held?.classList.remove("is-held");
      settle(held);
      held = null;
    });
    number();
  }

  function signature(pad) {
    const canvas = pad.querySelector("canvas");
    const value = pad.parentElement.querySelector("[data-signature-value]");
    const pen = canvas.getContext("2d");
    let isDown = false;
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
    };
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#1f2b2a";
    if (value.value) {
      const image = new Image();
      image.addEventListener("load", () => pen.drawImage(image, 0, 0, canvas.width, canvas.height));
      image.src = value.value;
    }
    canvas.addEventListener("pointerdown", (event) => {
      isDown = true;
      canvas.setPointerCapture(event.pointerId);
      pen.beginPath();
      pen.moveTo(...at(event));
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!isDown) return;
      pen.lineTo(...at(event));
      pen.stroke();
    });
    const lift = () => {
      if (isDown) value.value = canvas.toDataURL("image/png");
      isDown = false;
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    pad.querySelector("[data-signature-clear]").addEventListener("click", () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      value.value = "";
    });
    pad.hidden = false;
  }

  function file(input) {
    input.addEventListener("change", () => {
      const isTooLarge = [...input.files].some((each) => each.size > Number(input.dataset.largest));
      input.setCustomValidity(isTooLarge ? input.dataset.tooLarge : "");
      if (isTooLarge) {
        input.reportValidity();
        input.value = "";
      }
    });
  }

  function enhance(where) {
    where.querySelectorAll("[data-ranking]:not(.is-by-hand)").forEach(ranking);
    where.querySelectorAll("[data-signature][hidden]").forEach(signature);
    where.querySelectorAll("input[type=file][data-largest]").forEach(file);
  }
  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt));
})();
