"""Copy the browser libraries that pages use from node_modules to the static files. Safe to run twice.

The press needs the same faces as whole TrueType files of one weight each: a browser takes the parts that a page needs
from two files with all weights, but a PDF that mixes two files of one family shows wrong letters (WeasyPrint 70).
"""

import re
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

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
FACES = ROOT / "src/servewell/web/kit/faces"
FAMILIES: Final[Mapping[str, tuple[str, str, str]]] = {  # the two files of each, and what stands in their names
    "Servewell Sans": ("sans", f"{INTER}/files/inter", "wght"),
    # the licence keeps the name "Source" for the unchanged files
    "Servewell Serif": ("serif", f"{SERIF}/files/source-serif-4", "opsz"),
}
WEIGHTS: Final = {400: "Regular", 600: "Semi-Bold"}
SIZE_SET: Final = 14
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
        for family, (name, source, axes) in FAMILIES.items():
            for weight in WEIGHTS:
                _make_face(FACES / f"{name}-{weight}.ttf", family, weight, [
                    FROM / f"{source}-{part}-{axes}-normal.woff2" for part in ("latin", "latin-ext")
                ])  # fmt: skip
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


def _make_face(target: Path, family: str, weight: int, sources: list[Path]) -> None:
    latin, extended = (_of_weight(source, weight) for source in sources)
    rest = Subsetter(Options(layout_features=[], hinting=False))
    rest.populate(unicodes=set(extended.getBestCmap()) - set(latin.getBestCmap()))
    rest.subset(extended)
    whole = Merger().merge([_written(latin), _written(extended)])
    whole["OS/2"].usWeightClass = weight
    whole["head"].modified = whole["head"].created  # the same files make the same face
    style = WEIGHTS[weight]
    whole["name"].names = []
    names = {
        1: f"{family} {style}",
        2: "Regular",
        3: f"{family} {style}",
        4: f"{family} {style}",
        16: family,
        17: style,
    }
    for place, text in {**names, 6: f"{family}-{style}".replace(" ", "")}.items():
        whole["name"].setName(text, place, 3, 1, 0x409)
    target.parent.mkdir(parents=True, exist_ok=True)
    whole.save(target)


def _of_weight(source: Path, weight: int) -> TTFont:
    font = TTFont(source, recalcTimestamp=False)
    font.flavor = None
    wanted = {"wght": weight, "opsz": SIZE_SET}
    return instantiateVariableFont(font, {axis.axisTag: wanted[axis.axisTag] for axis in font["fvar"].axes})


def _written(font: TTFont) -> BytesIO:
    file = BytesIO()
    font.save(file)
    file.seek(0)
    return file


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
