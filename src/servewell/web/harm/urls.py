from django.urls import path

from servewell.base import links
from servewell.web.harm import actions, pages
from servewell.web.kit.methods import page_and_action

app_name = "harm"
urlpatterns = [
    path(links.HARMS.route, pages.harms, name="harms"),
    path(links.HARM.route, pages.harm, name="harm"),
    path(f"{links.HARM.route}/look", actions.look, name="look"),
    path(f"{links.HARM.route}/settle", actions.settle, name="settle"),
    path(f"{links.HARM.route}/lift", actions.lift, name="lift"),
    path(links.HARM_WORDS.route, page_and_action(pages.words, actions.set_words), name="words"),
    path(links.HARM_NAMED.route, pages.named, name="named"),
    path(links.HARM_NAMED_IN.route, page_and_action(pages.named_in, actions.name_people), name="named_in"),
    path(links.VOICE_HARM.route, page_and_action(pages.mark_voice, actions.mark_voice), name="mark_voice"),
    path(links.CASE_HARM.route, page_and_action(pages.mark_case, actions.mark_case), name="mark_case"),
]
