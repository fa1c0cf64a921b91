from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "servewell.rooms.voice"
    label = "voice"
