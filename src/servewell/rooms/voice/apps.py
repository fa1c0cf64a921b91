from importlib import import_module

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "servewell.rooms.voice"
    label = "voice"

    def ready(self) -> None:
        import_module("servewell.rooms.voice.listeners")
        import_module("servewell.rooms.voice.services.handing_on")
