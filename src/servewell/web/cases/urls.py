from django.urls import path

from servewell.base import links
from servewell.web.cases import actions, pages

app_name = "cases"
urlpatterns = [
    path(links.CASES.route, pages.case_list, name="cases"),
    path(links.CASE.route, pages.case, name="case"),
    path(f"{links.CASE.route}/answer", actions.answer, name="answer"),
    path(f"{links.CASE.route}/draft", actions.save_draft, name="save_draft"),
    path(f"{links.CASE.route}/take", actions.take, name="take"),
    path(f"{links.CASE.route}/assign", actions.assign, name="assign"),
    path(f"{links.CASE.route}/arrived", actions.vouch, name="vouch"),
    path(f"{links.CASE.route}/send-again", actions.send_again, name="send_again"),
    path(f"{links.CASE.route}/close", actions.close, name="close"),
]
