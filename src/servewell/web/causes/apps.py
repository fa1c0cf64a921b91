from django.apps import AppConfig


class WebCausesConfig(AppConfig):
    name = "servewell.web.causes"
    label = "web_causes"
