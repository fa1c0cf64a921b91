from django.urls import path

from servewell.base import links
from servewell.web.causes import actions, pages
from servewell.web.kit.methods import page_and_action

app_name = "causes"
urlpatterns = [
    path(links.CAUSES.route, page_and_action(pages.tree, actions.set_rule), name="tree"),
    path(links.CAUSE_NEW.route, page_and_action(pages.new_cause, actions.new_cause), name="new"),
    path(links.CAUSE.route, page_and_action(pages.cause, actions.cause), name="cause"),
    path(f"{links.CAUSE.route}/retire", actions.retire, name="retire"),
    path(links.CASE_CAUSES.route, pages.of_case, name="of_case"),
    path(f"{links.CASE_CAUSES.route}/offered", pages.offered, name="offered"),
    path(f"{links.CASE_CAUSES.route}/name", actions.name_cause, name="name"),
    path(f"{links.CASE_CAUSES.route}/back", actions.take_back, name="back"),
]
