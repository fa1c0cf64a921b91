from django.urls import path

from servewell.base import links
from servewell.web.kit.methods import page_and_action
from servewell.web.playbooks import actions, pages

app_name = "playbooks"
urlpatterns = [
    path(links.PLAYBOOKS.route, page_and_action(pages.playbooks, actions.own), name="playbooks"),
    path(links.PLAYBOOK_OF_ALL.route, pages.company, name="company"),
    path(links.PLAYBOOK.route, page_and_action(pages.playbook, actions.install), name="playbook"),
]
