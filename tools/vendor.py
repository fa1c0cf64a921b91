"""Copy the browser libraries that pages use from node_modules to the static files. Safe to run twice."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FROM = ROOT / "node_modules"
TO = ROOT / "src/servewell/web/kit/static/vendor"

INTER = "@fontsource-variable/inter"
SERIF = "@fontsource-variable/source-serif-4"
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "sortablejs/Sortable.min.js": "sortable.min.js",
    "sortablejs/LICENSE": "sortable.LICENSE.txt",
    "vega/build/vega.min.js": "vega.min.js",
    "vega/LICENSE": "vega.LICENSE.txt",
    "vega-lite/build/vega-lite.min.js": "vega-lite.min.js",
    "vega-lite/LICENSE": "vega-lite.LICENSE.txt",
    "vega-embed/build/vega-embed.min.js": "vega-embed.min.js",
    "vega-embed/LICENSE": "vega-embed.LICENSE.txt",
    "vega-interpreter/build/vega-interpreter.js": "vega-interpreter.js",
    "vega-interpreter/LICENSE": "vega-interpreter.LICENSE.txt",
    "survey-core/survey.core.min.js": "survey.core.min.js",
    "survey-core/survey-core.fontless.min.css": "survey-core.fontless.min.css",
    "survey-core/i18n/simplified-chinese.min.js": "survey-i18n/zh-Hans.min.js",
    "survey-core/i18n/traditional-chinese.min.js": "survey-i18n/zh-Hant.min.js",
    "survey-core/i18n/spanish.min.js": "survey-i18n/es.min.js",
    "survey-js-ui/survey-js-ui.min.js": "survey-js-ui.min.js",
    f"{INTER}/files/inter-latin-wght-normal.woff2": "fonts/inter-latin.woff2",
    f"{INTER}/files/inter-latin-ext-wght-normal.woff2": "fonts/inter-latin-ext.woff2",
    f"{INTER}/LICENSE": "fonts/inter.LICENSE.txt",
    f"{SERIF}/files/source-serif-4-latin-opsz-normal.woff2": "fonts/source-serif-4-latin.woff2",
    f"{SERIF}/files/source-serif-4-latin-ext-opsz-normal.woff2": "fonts/source-serif-4-latin-ext.woff2",
    f"{SERIF}/LICENSE": "fonts/source-serif-4.LICENSE.txt",
}
INTERPRETER_IMPORT = re.compile(r"import \{([^}]*)\} from 'vega-util';")
TIMER_STYLE = (
    ' style="stroke:var(--sd-timer-stroke-background-color);stroke-width:var(--sd-timer-stroke-background-width)"'
)
INTERPRETER_EXPORT = "export { expression as expressionInterpreter };"


class NotAsExpected(Exception):
    """A library is not there, or no longer has the shape that we rely on."""


def main() -> int:
    try:
        for source, target in FILES.items():
            _copy(FROM / source, TO / target)
    except NotAsExpected as trouble:
        print(f"vendor: {trouble}", file=sys.stderr)
        return 1
    return 0


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise NotAsExpected(f"{source.relative_to(ROOT)} is missing. Run `npm ci --ignore-scripts` and try again.")
    content = _fit(source)
    if not target.exists() or target.read_bytes() != content:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _fit(source: Path) -> bytes:
    if source.suffix not in {".js", ".css"}:
        return source.read_bytes()
    text = source.read_text(encoding="utf-8")
    if source.name == "vega-interpreter.js":
        text = _as_plain_script(text)
    if source.name == "survey-js-ui.min.js":
        text = _without_inline_style(text)
    return _without_source_map(text).encode()


def _without_inline_style(text: str) -> str:
    """The icon of a timer, never shown here, carries a style that our policy blocks and the console complains about."""
    if TIMER_STYLE not in text:
        raise NotAsExpected("survey-js-ui.min.js draws its timer otherwise than before. Look at it and mend this file.")
    return text.replace(TIMER_STYLE, "")


def _without_source_map(text: str) -> str:
    """The maps are not copied, and hashed static files refuse a reference to a file that is not there."""
    return re.sub(r"(?m)^(//# sourceMappingURL=.*|/\*# sourceMappingURL=.*\*/)\n?", "", text)


def _as_plain_script(text: str) -> str:
    """It ships only as a module naming another package; a browser finds that only through an inline import map."""
    found = INTERPRETER_IMPORT.search(text)
    if not found or INTERPRETER_EXPORT not in text:
        raise NotAsExpected(
            "vega-interpreter.js imports or exports otherwise than before. Look at it and mend tools/vendor.py."
        )
    text = text.replace(found[0], f"const {{{found[1]}}} = vega;")
    return (
        "(function () {\n" + text.replace(INTERPRETER_EXPORT, "vega.expressionInterpreter = expression;") + "\n})();\n"
    )


if __name__ == "__main__":
    sys.exit(main())
