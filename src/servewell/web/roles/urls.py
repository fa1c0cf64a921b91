from django.urls import path

from servewell.base import links
from servewell.web.kit.methods import page_and_action
from servewell.web.roles import actions, pages

app_name = "roles"
urlpatterns = [
    path(links.ROLES.route, pages.roles, name="roles"),
    path("roles/define", page_and_action(pages.define, actions.define), name="define"),
    path("roles/grant", actions.grant, name="grant"),
    path("roles/<str:code>", pages.role, name="role"),
    path("grants/<int:number>/end", actions.end, name="end"),
    path(links.WHAT_I_MAY.route, pages.mine, name="mine"),
    path("deputies", page_and_action(pages.deputies, actions.deputies), name="deputies"),
    path("deputies/end", actions.take_back, name="take_back"),
    path("people/<str:number>/deputy", page_and_action(pages.deputy, actions.deputy), name="deputy"),
    path("people/<str:number>/who", pages.who_sees_person, name="who_sees_person"),
    path(links.WHO_SEES_UNIT.route, pages.who_sees_unit, name="who_sees_unit"),
    path(links.WHO_SEES_CASE.route, pages.who_sees_case, name="who_sees_case"),
    path(links.WHO_SEES_VOICE.route, pages.who_sees_voice, name="who_sees_voice"),
]
