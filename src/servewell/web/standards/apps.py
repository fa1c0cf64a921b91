from django.apps import AppConfig


class WebStandardsConfig(AppConfig):
    name = "servewell.web.standards"
    label = "web_standards"
