from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "servewell.base"
    label = "base"
