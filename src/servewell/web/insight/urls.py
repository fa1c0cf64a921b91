from django.urls import path

from servewell.base import links
from servewell.web.insight import pages

app_name = "insight"
urlpatterns = [
    path(links.EXECUTIVE.route, pages.executive, name="executive"),
    path(links.SATISFACTION.route, pages.satisfaction, name="satisfaction"),
]
