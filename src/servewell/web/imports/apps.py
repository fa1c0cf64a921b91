from django.apps import AppConfig


class WebImportsConfig(AppConfig):
    name = "servewell.web.imports"
    label = "web_imports"
