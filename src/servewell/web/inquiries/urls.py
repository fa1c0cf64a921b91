from django.urls import path

from servewell.base import links
from servewell.web.inquiries import actions, pages
from servewell.web.kit.methods import page_and_action

app_name = "inquiries"
urlpatterns = [
    path(links.INQUIRIES.route, pages.inquiries, name="inquiries"),
    path(links.INQUIRY.route, page_and_action(pages.inquiry, actions.answer), name="inquiry"),
    path(f"{links.INQUIRY.route}/draft", actions.keep_draft, name="keep_draft"),
    path(f"{links.INQUIRY.route}/back", actions.ask_back, name="ask_back"),
    path(f"{links.INQUIRY.route}/hand-on", actions.hand_on, name="hand_on"),
    path(f"{links.INQUIRY.route}/let-answer", actions.let_answer, name="let_answer"),
]
