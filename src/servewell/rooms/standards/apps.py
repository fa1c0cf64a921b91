from importlib import import_module

from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "servewell.rooms.standards"
    label = "standards"

    def ready(self) -> None:
        import_module("servewell.rooms.standards.services.handing_on")
