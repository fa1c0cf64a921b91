"""How charts look: one table for the browser and for paper.

Colours are the tokens of ``static/kit/tokens.css``, by name. A browser resolves them, so that a chart follows theme and
paper by itself; ``prints`` puts the light ones in their place. The font is the reader's, set where a chart is drawn.
"""

from typing import Final

from servewell.web.kit.charts import Spec

_DOT: Final[Spec] = {"shape": "circle", "filled": True, "strokeWidth": 1.8, "opacity": 1}

LOOK: Final[Spec] = {
    "aria": False,
    "background": None,
    "padding": {"left": 0, "right": 8, "top": 22, "bottom": 4},
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "labelPadding": 8,
        "labelColor": "var(--muted)",
        "titleColor": "var(--muted)",
        "titleFontWeight": "normal",
        "gridColor": "var(--line)",
        "domain": False,
        "ticks": False,
    },
    "axisX": {"grid": False},
    "style": {
        "limits": {"color": "var(--wash)", "fillOpacity": 1},
        "far": {"color": "var(--wash)", "fillOpacity": 0.45},
        "bars": {"color": "var(--edge)", "fillOpacity": 0.4},
        "foremost": {"color": "var(--accent-soft)"},
        "centre": {"color": "var(--edge)", "strokeWidth": 1.2, "strokeDash": [4, 4]},
        "series": {"color": "var(--accent)", "strokeWidth": 2.2, "strokeJoin": "round"},
        "former": {"color": "var(--muted)", "strokeWidth": 1.6, "strokeDash": [2, 3], "strokeJoin": "round"},
        "ordinary": {**_DOT, "color": "var(--surface)", "stroke": "var(--accent)", "size": 30},
        "signal": {**_DOT, "color": "var(--accent)", "stroke": "var(--accent)", "size": 72},
        "open": {**_DOT, "color": "var(--surface)", "stroke": "var(--edge)", "size": 44},
        "target": {"color": "var(--ink)", "strokeWidth": 1.2},
        "last-year": {"color": "var(--muted)", "strokeWidth": 1.4, "strokeDash": [1, 4], "strokeCap": "round"},
        "phase": {"color": "var(--edge)", "strokeWidth": 1.4, "strokeDash": [6, 3]},
        "event": {"color": "var(--edge)", "strokeWidth": 1},
        "break": {"color": "var(--ink)", "strokeWidth": 1.4, "strokeDash": [2, 3]},
        "note": {"color": "var(--muted)", "fontSize": 12, "baseline": "middle"},
    },
}
