from importlib import import_module

from django.apps import AppConfig


class PlaybooksConfig(AppConfig):
    name = "servewell.rooms.playbooks"
    label = "playbooks"

    def ready(self) -> None:
        import_module("servewell.rooms.playbooks.rules")
