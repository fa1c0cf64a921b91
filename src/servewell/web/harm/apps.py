from django.apps import AppConfig


class WebHarmConfig(AppConfig):
    name = "servewell.web.harm"
    label = "web_harm"
