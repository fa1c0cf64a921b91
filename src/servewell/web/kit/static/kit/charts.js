// Draws each chart's specification. Its colours are tokens of the style sheet, so they follow theme and paper by themselves.
// Expressions are interpreted, never evaluated: the policy of these pages forbids evaluation.
"use strict";
(() => {
  function config() {
    const look = JSON.parse(document.getElementById("chart-look").textContent);
    return { ...look, font: getComputedStyle(document.body).fontFamily };
  }

  async function draw(figure) {
    if (figure.dataset.drawn) return;
    figure.dataset.drawn = "yes";
    const spec = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const place = figure.querySelector("[data-chart-drawing]");
    await vegaEmbed(place, spec, {
      mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true },
      ast: true, expr: vega.expressionInterpreter, config: config(),
    });
    nameOnce(place, spec.description);
    // turning the phone draws the chart anew, with all its roles
    const parts = { subtree: true, childList: true, attributeFilter: ["aria-roledescription"] };
    new MutationObserver(() => nameOnce(place, spec.description)).observe(place, parts);
  }

  // One picture with one name: the table says the rest.
  function nameOnce(place, name) {
    for (const part of place.querySelectorAll("[aria-roledescription]")) {
      part.removeAttribute("aria-roledescription");
      part.removeAttribute("role");
    }
    const svg = place.querySelector("svg");
    svg?.setAttribute("role", "img");
    svg?.setAttribute("aria-label", name);
  }

  function drawAll(where) {
    for (const figure of where.querySelectorAll("[data-chart]")) draw(figure).catch(console.error);
  }

  drawAll(document);
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
})();
