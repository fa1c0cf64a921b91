from django.urls import path

from servewell.base import links
from servewell.web.home import api, pages

app_name = "home"
urlpatterns = [
    path(links.HOME.route, pages.my_day, name="my_day"),
    path(links.API_DOCUMENT.route, api.document, name="api_document"),
    *[path(f"{links.API.route}/{route}", view, name=f"api_{name}") for route, name, view in api.views],
]
