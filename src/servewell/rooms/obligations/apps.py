from importlib import import_module

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "servewell.rooms.obligations"
    label = "obligations"

    def ready(self) -> None:
        import_module("servewell.rooms.obligations.listeners")
