from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "servewell.web.staff"
    label = "web_staff"
