from django.apps import AppConfig


class WebPeopleConfig(AppConfig):
    name = "servewell.web.people"
    label = "web_people"
