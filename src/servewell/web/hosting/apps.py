from django.apps import AppConfig


class WebHostingConfig(AppConfig):
    name = "servewell.web.hosting"
    label = "web_hosting"
