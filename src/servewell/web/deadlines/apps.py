from django.apps import AppConfig


class WebDeadlinesConfig(AppConfig):
    name = "servewell.web.deadlines"
    label = "web_deadlines"
