from django.urls import path

from servewell.base import links
from servewell.web.home import actions, pages
from servewell.web.home.api import joined, views
from servewell.web.kit.api.doors import nowhere

app_name = "home"
urlpatterns = [
    path(links.HOME.route, pages.my_day, name="my_day"),
    path(links.WALK.route, actions.walk, name="walk"),
    path(links.API_DOCUMENT.route, views.openapi, name="openapi"),
    path(links.API_DOCS.route, views.docs, name="api"),
    *[path(f"{links.API.route}/{route}", view, name=f"api_{name}") for route, name, view in joined.views],
    path(f"{links.API.route}/", nowhere, name="api_root"),
    path(f"{links.API.route}/<path:rest>", nowhere, name="api_nowhere"),
]
