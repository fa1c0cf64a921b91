from django.apps import AppConfig


class WebPersonsConfig(AppConfig):
    name = "servewell.web.persons"
    label = "web_persons"
