from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "servewell.web.kit"
    label = "kit"
