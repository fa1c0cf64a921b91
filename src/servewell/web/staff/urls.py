from django.urls import path

from servewell.base import links
from servewell.web.kit.methods import page_and_action
from servewell.web.staff import actions, pages
from servewell.web.staff.api.views import scim

app_name = "staff"
urlpatterns = [
    path(links.SCIM.route, scim, name="scim"),
    path("scim/v2/<path:path>", scim, name="scim_path"),
    path(links.STAFF.route, pages.files, name="files"),
    path("staff/bring", page_and_action(pages.bring, actions.bring), name="bring"),
    path(links.STAFF_FILE.route, pages.file, name="file"),
    path("staff/<int:number>/held.csv", pages.held_csv, name="held_csv"),
    path("staff/<int:number>/start", actions.start, name="start"),
    path("staff/<int:number>/drop", actions.drop, name="drop"),
]
