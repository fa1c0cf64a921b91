from importlib import import_module

from django.apps import AppConfig


class WebInsightConfig(AppConfig):
    name = "servewell.web.insight"
    label = "web_insight"

    def ready(self) -> None:
        import_module("servewell.web.insight.listeners")
