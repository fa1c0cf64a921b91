from importlib import import_module

from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "servewell.rooms.insight"
    label = "insight"

    def ready(self) -> None:
        import_module("servewell.rooms.insight.listeners")
