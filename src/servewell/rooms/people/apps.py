from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "servewell.rooms.people"
    label = "people"

    def ready(self) -> None:
        import_module("servewell.rooms.people.listeners")
        import_module("servewell.rooms.people.services.handing_on")
