from django.urls import path

from servewell.base import links
from servewell.web.webhooks import actions, pages

ONE = links.WEBHOOK.route

app_name = "webhooks"
urlpatterns = [
    path(links.WEBHOOKS.route, pages.webhooks, name="webhooks"),
    path(f"{links.WEBHOOKS.route}/new", actions.subscribe, name="subscribe"),
    path(ONE, pages.webhook, name="webhook"),
    path(f"{ONE}/change", actions.change, name="change"),
    path(f"{ONE}/secret", actions.exchange_secret, name="secret"),
    path(f"{ONE}/test", actions.test, name="test"),
    path(f"{ONE}/off", actions.switch_off, name="off"),
    path(f"{ONE}/on", actions.switch_on, name="on"),
    path(f"{ONE}/messages/<int:message>/again", actions.send_again, name="again"),
]
