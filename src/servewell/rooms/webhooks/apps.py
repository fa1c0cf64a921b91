from importlib import import_module

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "servewell.rooms.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        import_module("servewell.rooms.webhooks.listeners")
