// Draws each chart's specification. Its colours are the style sheet's, so they follow theme and paper by themselves.
// Expressions are interpreted, never evaluated: the policy of these pages forbids evaluation.
"use strict";
(() => {
  function config() {
    const font = getComputedStyle(document.body).fontFamily;
    const dot = { shape: "circle", filled: true, strokeWidth: 1.8, opacity: 1 };
    return {
      font, aria: false, background: null, padding: { left: 0, right: 8, top: 22, bottom: 0 }, view: { stroke: null },
      axis: { labelFont: font, labelFontSize: 12, labelPadding: 8, domain: false, ticks: false, titleFont: font },
      axisX: { grid: false },
      style: {
        limits: { fillOpacity: 1 },
        centre: { strokeWidth: 1.2, strokeDash: [4, 4] },
        series: { strokeWidth: 2.2, strokeJoin: "round" },
        ordinary: { ...dot, size: 30 },
        signal: { ...dot, size: 72 },
        event: { strokeWidth: 1 },
        break: { strokeWidth: 1.4 },
        note: { font, fontSize: 12, baseline: "middle" },
      },
    };
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
