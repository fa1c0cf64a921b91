from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "servewell.rooms.instruments"
    label = "instruments"
