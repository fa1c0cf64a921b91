from django.urls import path

from servewell.web.kit import pages

app_name = "kit"
urlpatterns = [
    path("kit/", pages.style_guide, name="style_guide"),
    path("kit/plain", pages.style_guide_plain, name="style_guide_plain"),
]
