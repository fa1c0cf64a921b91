from django.urls import path

from servewell.base import links
from servewell.web.deadlines import actions, pages
from servewell.web.kit.methods import page_and_action

app_name = "deadlines"
urlpatterns = [
    path(links.ANSWER_TIMES.route, pages.units, name="units"),
    path(links.ANSWER_TIMES_OF.route, pages.unit, name="unit"),
    path(links.ANSWER_TIMES_WRITE.route, page_and_action(pages.write, actions.write), name="write"),
    path(links.ANSWER_TIMES_WITHDRAW.route, actions.withdraw, name="withdraw"),
]
