from django.urls import path

from servewell.base import links
from servewell.web.voice import actions, pages

app_name = "voice"
urlpatterns = [
    path(links.SURVEY.route, pages.survey, name="survey"),
    path(f"{links.SURVEY.route}/answer", actions.answer, name="answer"),
    path(f"{links.SURVEY.route}/language", actions.switch_language, name="switch_language"),
    path(f"{links.SURVEY.route}/thanks", pages.thanks, name="thanks"),
    path(links.INVITATION.route, pages.survey, name="invitation"),
    path(f"{links.INVITATION.route}/answer", actions.answer, name="answer_invitation"),
    path(f"{links.INVITATION.route}/language", actions.switch_language, name="switch_language_invitation"),
    path(f"{links.INVITATION.route}/thanks", pages.thanks, name="thanks_invitation"),
    path(links.VOICES.route, pages.heard, name="voices"),
    path(links.VOICE.route, pages.voice, name="voice"),
    path(links.CHANNELS.route, pages.channels, name="channels"),
    path(links.SURVEY_SHEET.route, pages.sheet, name="sheet"),
    path(f"{links.CHANNELS.route}/open", actions.open_channel, name="open_channel"),
    path(f"{links.CHANNELS.route}/<int:number>/withdraw", actions.withdraw_channel, name="withdraw_channel"),
]
