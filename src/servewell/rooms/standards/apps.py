from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "servewell.rooms.standards"
    label = "standards"
