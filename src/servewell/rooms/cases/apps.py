from importlib import import_module

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "servewell.rooms.cases"
    label = "cases"

    def ready(self) -> None:
        import_module("servewell.rooms.cases.listeners")
        import_module("servewell.rooms.cases.services.handing_on")
