from django.urls import path

from servewell.base import links
from servewell.web.reports import pages

app_name = "reports"
urlpatterns = [
    path(links.CASE_REPORTS.route, pages.waiting, name="waiting"),
    path(f"{links.CASE_REPORTS.route}/kept", pages.kept, name="kept"),
    path(f"{links.CASE_REPORTS.route}/causes", pages.causes, name="causes"),
    path(f"{links.CASE_REPORTS.route}/waiting.csv", pages.waiting_csv, name="waiting_csv"),
    path(f"{links.CASE_REPORTS.route}/kept.csv", pages.kept_csv, name="kept_csv"),
    path(f"{links.CASE_REPORTS.route}/causes.csv", pages.causes_csv, name="causes_csv"),
]
