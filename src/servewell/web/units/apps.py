from django.apps import AppConfig


class WebUnitsConfig(AppConfig):
    name = "servewell.web.units"
    label = "web_units"
