from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "servewell.rooms.people"
    label = "people"
