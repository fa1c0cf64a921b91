from django.urls import path

from servewell.base import links
from servewell.web.instruments.actions import disputing, settling, writing
from servewell.web.instruments.pages import disputes, drafts, instruments
from servewell.web.kit.methods import page_and_action

INSTRUMENT, VERSION = links.INSTRUMENT.route, links.INSTRUMENT_VERSION.route
DRAFT, VOICE = links.DRAFT.route, links.VOICE.route

app_name = "instruments"
urlpatterns = [
    path(links.INSTRUMENTS.route, instruments.overview, name="instruments"),
    path(INSTRUMENT, instruments.instrument, name="instrument"),
    path(f"{INSTRUMENT}/next", settling.next_version, name="next"),
    path(f"{INSTRUMENT}/retire", settling.retire, name="retire"),
    path(f"{INSTRUMENT}/window", settling.set_window, name="window"),
    path(VERSION, instruments.version, name="version"),
    path(f"{VERSION}/file", instruments.take_along, name="version_file"),
    path("drafts/begin", settling.begin, name="begin"),
    path(DRAFT, drafts.draft, name="draft"),
    path(f"{DRAFT}/change", writing.change, name="change"),
    path(f"{DRAFT}/undo", writing.undo, name="undo"),
    path(f"{DRAFT}/head", page_and_action(drafts.head, writing.head), name="head"),
    path(f"{DRAFT}/texts", page_and_action(drafts.texts, writing.texts), name="texts"),
    path(f"{DRAFT}/items/<str:name>", page_and_action(drafts.item, writing.item), name="item"),
    path(f"{DRAFT}/sections/<int:place>", page_and_action(drafts.section, writing.section), name="section"),
    path(f"{DRAFT}/preview", drafts.preview, name="preview"),
    path(f"{DRAFT}/try", page_and_action(drafts.trial, settling.trial), name="try"),
    path(f"{DRAFT}/publish", page_and_action(drafts.publish, settling.publish), name="publish"),
    path(f"{DRAFT}/compare-anew", settling.compare_anew, name="compare_anew"),
    path(f"{DRAFT}/discard", settling.discard, name="discard"),
    path(f"{DRAFT}/bring", page_and_action(drafts.bring, settling.bring), name="bring"),
    path(f"{DRAFT}/file", drafts.take_along, name="draft_file"),
    path(links.VOICE_SCORE.route, disputes.score, name="score"),
    path(f"{VOICE}/dispute", disputing.raise_dispute, name="raise_dispute"),
    path(links.DISPUTES.route, disputes.waiting, name="disputes"),
    path(links.DISPUTE.route, page_and_action(disputes.dispute, disputing.decide), name="dispute"),
]
