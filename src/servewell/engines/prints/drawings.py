"""Vega-Lite to SVG, and SVG to a picture, by vl-convert."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from servewell.engines.prints.asked import Json
from servewell.engines.prints.refusals import AsksForMore, NotADrawing


def svg(*, spec: Mapping[str, Json], look: Mapping[str, Json], fonts: Path | None) -> str:
    """Raises NotADrawing, AsksForMore where the chart's data is elsewhere."""
    import vl_convert

    if _is_elsewhere(spec):
        raise AsksForMore("the chart asks for data by its address; give the values in the specification")
    _have(fonts)
    try:
        return vl_convert.vegalite_to_svg(dict(spec), config=dict(look), allowed_base_urls=[])
    except ValueError as fault:
        raise NotADrawing(_first_line(fault)) from fault


def png(*, svg: str, scale: float, fonts: Path | None) -> bytes:
    """Raises NotADrawing."""
    import vl_convert

    _have(fonts)
    try:
        return vl_convert.svg_to_png(svg, scale=scale)
    except (ValueError, RuntimeError) as fault:
        raise NotADrawing(_first_line(fault)) from fault


def _is_elsewhere(part: Json) -> bool:
    if isinstance(part, Mapping):
        data = part.get("data")
        return (isinstance(data, Mapping) and "url" in data) or any(_is_elsewhere(each) for each in part.values())
    return isinstance(part, list | tuple) and any(_is_elsewhere(each) for each in part)


def _first_line(fault: Exception) -> str:
    """What is wrong; the lines after it are a trace of a program that is not ours."""
    return " ".join(str(fault).strip().splitlines()[:2])


@cache
def _have(fonts: Path | None) -> None:
    import vl_convert

    if fonts is not None:
        vl_convert.register_font_directory(str(fonts))
