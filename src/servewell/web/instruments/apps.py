from django.apps import AppConfig


class WebInstrumentsConfig(AppConfig):
    name = "servewell.web.instruments"
    label = "web_instruments"
