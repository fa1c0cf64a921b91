"""Units: the tree, one of them, and how a brand looks."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from servewell.base import files
from servewell.rooms.people import rules
from servewell.rooms.people import selectors as people
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, open_to_everyone
from servewell.web.units import shown

A_YEAR = "public, max-age=31536000, immutable"
CSS = """:root {{
  --accent: light-dark({light}, {dark});
  --accent-deep: light-dark({light_deep}, {dark_deep});
  --accent-soft: light-dark({light_soft}, {dark_soft});
}}
"""


@require_safe
@needs(rules.MANAGE)
def units(request: SignedInRequest) -> HttpResponse:
    return render.page(request, "units/units.html", shown.tree_page(viewer=request.person))


@require_safe
@needs(rules.MANAGE)
def unit(request: SignedInRequest, code: str) -> HttpResponse:
    try:
        seen = people.unit_for(viewer=request.person, power=rules.MANAGE, code=code)
    except people.NoSuchUnit as none:
        raise Http404 from none
    return render.page(request, "units/unit.html", shown.unit_page(seen, viewer=request.person))


@require_safe
@open_to_everyone
def look(_request: HttpRequest, number: int) -> HttpResponse:
    """The colours of a brand: another look is another number, so a browser may keep it for ever."""
    try:
        brand = people.brand_by_key(key=number)
    except people.NoSuchBrand as none:
        raise Http404 from none
    light_deep, light_soft = people.shades(colour=brand.accent, is_dark=False)
    dark_deep, dark_soft = people.shades(colour=brand.accent_dark, is_dark=True)
    css = CSS.format(
        light=brand.accent, dark=brand.accent_dark, light_deep=light_deep, dark_deep=dark_deep, light_soft=light_soft,
        dark_soft=dark_soft,
    )  # fmt: skip
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers={"Cache-Control": A_YEAR})


@require_safe
@open_to_everyone
def logo(_request: HttpRequest, number: int) -> HttpResponse:
    try:
        brand = people.brand_by_key(key=number)
        content = files.path_of(brand.logo).read_bytes()
    except (people.NoSuchBrand, files.NoSuchFile, FileNotFoundError) as none:
        raise Http404 from none
    return HttpResponse(
        content,
        content_type=brand.logo_type,
        headers={"Cache-Control": A_YEAR, "Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"},
    )
