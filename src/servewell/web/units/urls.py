from django.urls import path

from servewell.base import links
from servewell.web.units import actions, pages

ONE = f"{links.UNITS.route}/<str:code>"

app_name = "units"
urlpatterns = [
    path(links.UNITS.route, pages.units, name="units"),
    path(ONE, pages.unit, name="unit"),
    path(f"{ONE}/move", actions.move, name="move"),
    path(f"{ONE}/add", actions.add, name="add"),
    path(f"{ONE}/rename", actions.rename, name="rename"),
    path(f"{ONE}/close", actions.close, name="close"),
    path(f"{ONE}/brand", actions.brand, name="brand"),
    path(f"{ONE}/teams", actions.teams, name="teams"),
    path(f"{ONE}/apart", actions.apart, name="apart"),
    path(links.BRAND_LOOK.route, pages.look, name="look"),
    path(links.BRAND_LOGO.route, pages.logo, name="logo"),
]
