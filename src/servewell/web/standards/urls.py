from django.urls import path

from servewell.base import links
from servewell.web.kit.methods import page_and_action
from servewell.web.standards.actions import chain as drawing
from servewell.web.standards.actions import handbook as publishing
from servewell.web.standards.actions import processes as entering
from servewell.web.standards.actions import wording as writing
from servewell.web.standards.pages import chain, processes, promised, wording

app_name = "standards"
CHAPTER = links.CHAPTER.route
UNIT = f"{links.PROMISES.route}/<str:unit>"
PROCESS = links.PROCESS.route
PLACE = f"{links.CHAIN.route}/places/<str:code>"
urlpatterns = [
    path(links.PROMISE.route, promised.promise, name="promise"),
    path(links.PROMISES.route, wording.promises, name="promises"),
    path(UNIT, page_and_action(wording.write_promise, writing.write_promise), name="write_promise"),
    path(f"{UNIT}/withdraw", writing.withdraw_promise, name="withdraw_promise"),
    path(f"{UNIT}/discard", writing.discard, name="discard"),
    path(
        f"{UNIT}/aspects/<str:code>", page_and_action(wording.write_aspect, writing.write_aspect), name="write_aspect"
    ),
    path(links.MESSAGE.route, page_and_action(wording.write_message, writing.write_message), name="write_message"),
    path(links.HANDBOOK_DESK.route, page_and_action(wording.handbook, publishing.publish), name="next_edition"),
    path(f"{UNIT}/chapters/new", page_and_action(wording.write_chapter, writing.write_chapter), name="new_chapter"),
    path(CHAPTER, page_and_action(wording.write_chapter, writing.write_chapter), name="write_chapter"),
    path(f"{CHAPTER}/retire", publishing.retire_chapter, name="retire_chapter"),
    path(f"{CHAPTER}/raise", publishing.raise_chapter, name="raise_chapter"),
    path(links.HANDBOOK.route, promised.handbook, name="handbook"),
    path(links.EDITION.route, promised.edition, name="edition"),
    path(links.MESSAGES.route, promised.messages, name="messages"),
    path(links.STANDARDS.route, wording.all_standards, name="standards"),
    path(
        links.WRITE_STANDARD.route,
        page_and_action(wording.write_standard, writing.write_standard),
        name="write_standard",
    ),
    path(f"{links.STANDARDS.route}/retire", writing.retire_standard, name="retire_standard"),
    path(links.PROCESSES.route, processes.processes, name="processes"),
    path(f"{links.PROCESSES.route}.csv", processes.processes_csv, name="processes_csv"),
    path(
        f"{links.PROCESSES.route}/new", page_and_action(processes.new_process, entering.new_process), name="new_process"
    ),
    path(PROCESS, page_and_action(processes.process, entering.process), name="process"),
    path(f"{PROCESS}/retire", entering.retire_process, name="retire_process"),
    path(links.CHAIN.route, chain.chain, name="chain"),
    path(links.MY_CHAIN.route, chain.my_chain, name="my_chain"),
    path(f"{links.CHAIN.route}/new", page_and_action(chain.new_place, drawing.new_place), name="new_place"),
    path(PLACE, page_and_action(chain.place, drawing.place), name="place"),
    path(f"{PLACE}/serve", drawing.serve, name="serve"),
    path(f"{PLACE}/stop", drawing.stop_serving, name="stop_serving"),
    path(f"{PLACE}/retire", drawing.retire_place, name="retire_place"),
]
