from django.apps import AppConfig


class WebCommitmentsConfig(AppConfig):
    name = "servewell.web.commitments"
    label = "web_commitments"
