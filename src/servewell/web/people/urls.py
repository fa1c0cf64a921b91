from django.urls import path

from servewell.base import links
from servewell.web.kit.methods import page_and_action
from servewell.web.people import actions, pages

app_name = "people"
urlpatterns = [
    path(links.ACTIVATE.route, page_and_action(pages.activate, actions.activate), name="activate"),
    path(links.TEAM.route, pages.team, name="team"),
    path("people/<str:number>/activation-code", actions.print_code, name="print_code"),
    path("my-sign-in", pages.my_sign_in, name="my_sign_in"),
    # these stand before allauth's own: nobody is let in by a mail, and addresses come from the company
    path("accounts/password/reset/", pages.forgotten, name="forgotten"),
    path("accounts/email/", pages.my_sign_in, name="my_email"),
]
