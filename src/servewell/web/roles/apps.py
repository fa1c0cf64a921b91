from django.apps import AppConfig


class WebRolesConfig(AppConfig):
    name = "servewell.web.roles"
    label = "web_roles"
