from django.urls import path

from servewell.base import links
from servewell.web.persons import actions, pages

app_name = "persons"
urlpatterns = [
    path(links.ME.route, pages.me, name="me"),
    path("me/reply", actions.reply, name="reply"),
    path(links.PERSON.route, pages.person, name="person"),
    path(links.HELD.route, pages.holds, name="held"),
    path(links.HAND_ON.route, actions.hand_on, name="hand_on"),
    path(links.ORPHANED.route, pages.orphaned, name="orphaned"),
    path(links.ADDRESSES.route, pages.addresses, name="addresses"),
    path("addresses/decide", actions.decide_address, name="decide_address"),
    path("people/<str:number>/said", actions.look, name="look"),
    path("people/<str:number>/credentials", actions.credit, name="credit"),
    path("people/<str:number>/leader", actions.lead, name="lead"),
    path("people/<str:number>/let-go", actions.let_go, name="let_go"),
]
