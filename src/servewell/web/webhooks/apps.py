from django.apps import AppConfig


class WebWebhooksConfig(AppConfig):
    name = "servewell.web.webhooks"
    label = "web_webhooks"
