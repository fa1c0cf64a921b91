from django.urls import path

from servewell.base import links
from servewell.web.insight import actions, pages

app_name = "insight"
urlpatterns = [
    path(links.EXECUTIVE.route, pages.executive, name="executive"),
    path(links.SATISFACTION.route, pages.satisfaction, name="satisfaction"),
    path(f"{links.SATISFACTION.route}/<str:unit>/units", pages.units, name="units"),
    path(f"{links.SATISFACTION.route}/<str:unit>/drivers", pages.drivers, name="drivers"),
    path(f"{links.SATISFACTION.route}/<str:unit>/happened", actions.annotate, name="annotate"),
    path(
        f"{links.SATISFACTION.route}/<str:unit>/happened/<int:annotation>/withdraw", actions.withdraw, name="withdraw"
    ),
]
