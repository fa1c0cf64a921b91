from django.urls import path

from servewell.base import links
from servewell.web.standards import pages

app_name = "standards"
urlpatterns = [path(links.PROMISE.route, pages.promise, name="promise")]
