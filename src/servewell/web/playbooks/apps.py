from django.apps import AppConfig


class WebPlaybooksConfig(AppConfig):
    name = "servewell.web.playbooks"
    label = "web_playbooks"
