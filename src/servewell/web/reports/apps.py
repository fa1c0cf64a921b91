from django.apps import AppConfig


class WebReportsConfig(AppConfig):
    name = "servewell.web.reports"
    label = "web_reports"
