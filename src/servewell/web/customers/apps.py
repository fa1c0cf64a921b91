from django.apps import AppConfig


class WebCustomersConfig(AppConfig):
    name = "servewell.web.customers"
    label = "web_customers"
