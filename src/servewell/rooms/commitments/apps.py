from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "servewell.rooms.commitments"
    label = "commitments"
