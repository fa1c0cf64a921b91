from django.apps import AppConfig


class WebAskingConfig(AppConfig):
    name = "servewell.web.asking"
    label = "web_asking"
