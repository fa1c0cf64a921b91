from django.urls import path

from servewell.base import links
from servewell.web.commitments import actions, pages
from servewell.web.kit.methods import page_and_action

app_name = "commitments"
urlpatterns = [
    path(links.PLEDGE.route, page_and_action(pages.pledge, actions.sign), name="pledge"),
    path(f"{links.PLEDGE.route}/language", actions.switch_language, name="switch_language"),
]
