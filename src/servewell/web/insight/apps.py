from django.apps import AppConfig


class WebInsightConfig(AppConfig):
    name = "servewell.web.insight"
    label = "web_insight"
