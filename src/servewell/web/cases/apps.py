from django.apps import AppConfig


class WebCasesConfig(AppConfig):
    name = "servewell.web.cases"
    label = "web_cases"
