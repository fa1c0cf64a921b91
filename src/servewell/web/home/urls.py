from django.urls import path

from servewell.base import links
from servewell.web.home import pages

app_name = "home"
urlpatterns = [path(links.HOME.route, pages.my_day, name="my_day")]
