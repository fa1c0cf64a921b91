from django.urls import path

from servewell.base import links
from servewell.web.hosting import api, pages

app_name = "hosting"
urlpatterns = [
    path(links.HEALTH.route, api.health, name="health"),
    path(links.METRICS.route, api.metrics, name="metrics"),
    path(links.HOST.route, pages.host, name="host"),
]
