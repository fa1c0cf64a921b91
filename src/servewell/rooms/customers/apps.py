from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "servewell.rooms.customers"
    label = "customers"
