from django.apps import AppConfig


class WebVoiceConfig(AppConfig):
    name = "servewell.web.voice"
    label = "web_voice"
