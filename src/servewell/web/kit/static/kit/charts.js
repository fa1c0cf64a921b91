// Draws each chart's specification in the colours and fonts of the page. Expressions are interpreted, never evaluated.
"use strict";
(() => {
  const probe = document.createElement("span");
  probe.hidden = true;

  function colour(token) {
    probe.className = `kit-colour-${token}`;
    return getComputedStyle(probe).color;
  }

  function config() {
    document.body.append(probe);
    const font = getComputedStyle(document.body).fontFamily;
    const [accent, muted, line, wash, surface, edge] = ["accent", "muted", "line", "wash", "surface", "edge"].map(colour);
    probe.remove();
    const dot = { shape: "circle", filled: true, stroke: accent, strokeWidth: 1.8, opacity: 1 };
    return {
      font, background: null, aria: false, padding: { left: 0, right: 8, top: 22, bottom: 0 },
      view: { stroke: null },
      axis: {
        labelFont: font, labelColor: muted, labelFontSize: 12, labelPadding: 8, domain: false, ticks: false,
        gridColor: line, gridOpacity: 0.5, titleFont: font, titleColor: muted,
      },
      axisX: { grid: false },
      style: {
        limits: { color: wash, fillOpacity: 1 },
        centre: { color: edge, strokeWidth: 1.2, strokeDash: [4, 4] },
        series: { color: accent, strokeWidth: 2.2, strokeJoin: "round" },
        ordinary: { ...dot, color: surface, size: 30 },
        signal: { ...dot, color: accent, size: 72 },
        event: { color: edge, strokeWidth: 1 },
        note: { color: muted, font, fontSize: 12, baseline: "middle" },
      },
    };
  }

  async function draw(figure) {
    const spec = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const place = figure.querySelector("[data-chart-drawing]");
    figure.drawn?.finalize();
    figure.drawn = await vegaEmbed(place, spec, {
      mode: "vega-lite", renderer: "svg", actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true },
      ast: true, expr: vega.expressionInterpreter, config: config(),
    });
    const svg = place.querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", spec.description);
    for (const part of [svg, ...svg.querySelectorAll("[aria-roledescription]")]) {
      part.removeAttribute("aria-roledescription");
      if (part !== svg) part.removeAttribute("role"); // one picture with one name: the table says the rest
    }
  }

  function drawAll(where) {
    for (const figure of where.querySelectorAll("[data-chart]")) draw(figure).catch(console.error);
  }

  drawAll(document);
  document.addEventListener("servewell:theme", () => drawAll(document));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll(document));
  document.addEventListener("htmx:afterSettle", (event) => drawAll(event.target));
})();
