from django.apps import AppConfig


class WebHomeConfig(AppConfig):
    name = "servewell.web.home"
    label = "web_home"
