from importlib import import_module

from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "servewell.rooms.commitments"
    label = "commitments"

    def ready(self) -> None:
        import_module("servewell.rooms.commitments.listeners")
