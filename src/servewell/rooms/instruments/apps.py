from importlib import import_module

from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "servewell.rooms.instruments"
    label = "instruments"

    def ready(self) -> None:
        import_module("servewell.rooms.instruments.services.handing_on")
