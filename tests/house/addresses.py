"""Every address of ours: which methods it answers, which powers it takes, and over the unit of which thing.

Written down apart from the views, so that each view is compared with what was meant.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from servewell.base.permissions import Power
from servewell.rooms.cases import rules as cases
from servewell.rooms.customers import rules as customers
from servewell.rooms.insight import rules as insight
from servewell.rooms.instruments import rules as instruments
from servewell.rooms.people import rules as people
from servewell.rooms.playbooks import rules as playbooks
from servewell.rooms.standards import rules as standards
from servewell.rooms.voice import rules as voice
from servewell.rooms.webhooks import rules as webhooks
from servewell.web.kit.access import EVERYONE, SIGNED_IN, TOKEN
from tests.builders.company import LONG_AGO
from tests.builders.world import Stand
from tests.house.address_parts import (
    a_brand,
    a_campaign,
    a_case,
    a_cause,
    a_channel,
    a_chapter,
    a_contact,
    a_copy,
    a_customer,
    a_dispute,
    a_draft,
    a_finding,
    a_first,
    a_first_section,
    a_form_for_the_field,
    a_grant,
    a_held_row,
    a_left_contact,
    a_letter,
    a_link_that_ends_mondays_mail,
    a_mark,
    a_merge,
    a_message,
    a_person,
    a_photo,
    a_pictured_voice,
    a_place,
    a_playbook,
    a_pledge,
    a_point,
    a_process,
    a_proposal,
    a_question,
    a_reader_of_mondays_page,
    a_role,
    a_scim_path,
    a_shared_view,
    a_shown_import,
    a_slug,
    a_speaker,
    a_staff_file,
    a_stands_quota,
    a_suppression,
    a_survey,
    a_token,
    a_unit,
    a_voice,
    a_voice_of_a_file,
    a_webhook,
    a_week,
    a_year,
    an_annotation,
    an_asking_rule,
    an_aspect,
    an_edition,
    an_erasure,
    an_import,
    an_indicator,
    an_inquiry,
    an_opt_out,
)

NOBODYS = {
    "number": "987654321987654321987654321",
    "point": "987654321987654321987654321",
    "inquiry": "987654321987654321987654321",
    "key": "987654321987654321987654321",
    "slug": "nowhere",
    "token": "nowhere",
    "code": "nowhere",
    "unit": "nowhere",
    "week": "1990-01-01",
    "row": "6",
    "annotation": "987654321987654321",
    "rule": "987654321987654321987654321",
    "letter": "6",
    "name": "nowhere",
    "place": "9",
    "copy": "nowhere",
    "file": "987654321",
    "suppression": "987654321987654321",
    "contact": "987654321987654321",
    "speaker": "987654321987654321",
    "year": "1990",
    "message": "987654321987654321",
}
# when the copies of a standing world were printed, as an address says it
PRINTED = LONG_AGO.isoformat().replace("+", "%2B")
Part = Callable[[Stand], object]


@dataclass(frozen=True)
class Address:
    """``parts`` fill the route and the query from what stands in a unit; without parts it is the same everywhere.

    ``access`` is what the view must say of itself; ``powers`` are all that must be held over the unit of the thing.
    ``is_page`` does not hold for what a script reads or a browser saves. ``is_everywhere`` holds for one thing of all
    units, ``is_over_all`` where the powers must be held over the company. ``is_api`` answers tokens too, in JSON;
    ``is_nowhere`` holds nothing for anybody who comes here.
    """

    route: str
    methods: str
    access: str = EVERYONE
    powers: tuple[Power, ...] = ()
    parts: "tuple[tuple[str, Part], ...]" = ()
    query: str = ""
    is_page: bool = True
    is_everywhere: bool = False
    is_over_all: bool = False
    is_api: bool = False
    is_nowhere: bool = False

    def path(self, stand: Stand) -> str:
        return self._filled({name: str(part(stand)) for name, part in self.parts})

    def path_to_nothing(self) -> str:
        return self._filled(NOBODYS)

    def _filled(self, values: "dict[str, str]") -> str:
        path = "/" + self.route + self.query
        for name, value in values.items():
            for kind in ("int", "str"):
                path = path.replace(f"<{kind}:{name}>", value)
        return path


def needing(route: str, methods: str, *powers: Power, query: str = "", **parts: Part) -> Address:
    return Address(route, methods, powers[0].code, powers, tuple(parts.items()), query)


def everywhere(address: Address, *, is_over_all: bool = False) -> Address:
    return replace(address, is_everywhere=True, is_over_all=is_over_all)


def no_page(address: Address) -> Address:
    return replace(address, is_page=False)


def by_machine(address: Address) -> Address:
    return replace(address, is_page=False, is_api=True)


def for_those_told(route: str, methods: str) -> Address:
    """Whoever is told comes without a power, and in the world of these tests nobody who comes is told."""
    return Address(route, methods, SIGNED_IN, (cases.HANDLE_HARM,), (("number", a_mark),))


def for_those_asked(route: str, methods: str) -> Address:
    """Nobody who comes here is asked, whatever they may do."""
    return leading_nowhere(Address(route, methods, SIGNED_IN, (), (("number", a_first),)))


def leading_nowhere(address: Address) -> Address:
    return replace(address, is_page=False, is_nowhere=True)


OF_A_UNIT = "?unit=<str:unit>"
ADDRESSES = (
    Address("", "GET", SIGNED_IN),
    Address("activate", "GET POST"),
    Address("language", "POST"),
    Address("accounts/password/reset/", "GET"),
    Address("accounts/email/", "GET", SIGNED_IN),
    Address("my-sign-in", "GET", SIGNED_IN),
    Address("promise", "GET", SIGNED_IN),
    needing("promises", "GET", standards.PUBLISH),
    needing("promises/<str:unit>", "GET POST", standards.PUBLISH, unit=a_unit),
    needing("promises/<str:unit>/withdraw", "POST", standards.PUBLISH, unit=a_unit),
    needing("promises/<str:unit>/discard", "POST", standards.PUBLISH, unit=a_unit),
    needing("promises/<str:unit>/aspects/<str:code>", "GET POST", standards.PUBLISH, unit=a_unit, code=an_aspect),
    needing("promises/<str:unit>/messages/<int:year>", "GET POST", standards.PUBLISH, unit=a_unit, year=a_year),
    needing("promises/<str:unit>/handbook", "GET POST", standards.PUBLISH, unit=a_unit),
    needing("promises/<str:unit>/chapters/new", "GET POST", standards.PUBLISH, unit=a_unit),
    needing("promises/<str:unit>/chapters/<str:code>", "GET POST", standards.PUBLISH, unit=a_unit, code=a_chapter),
    needing("promises/<str:unit>/chapters/<str:code>/retire", "POST", standards.PUBLISH, unit=a_unit, code=a_chapter),
    needing("promises/<str:unit>/chapters/<str:code>/raise", "POST", standards.PUBLISH, unit=a_unit, code=a_chapter),
    Address("handbook", "GET", SIGNED_IN),
    Address("handbook/<str:unit>/<int:number>", "GET", SIGNED_IN, parts=(("unit", a_unit), ("number", an_edition))),
    Address("messages", "GET", SIGNED_IN),
    Address("standards", "GET", SIGNED_IN),
    needing("standards/write", "GET POST", standards.PUBLISH),
    needing("standards/retire", "POST", standards.PUBLISH),
    needing("processes", "GET", standards.KEEP),
    no_page(needing("processes.csv", "GET", standards.KEEP)),
    needing("processes/new", "GET POST", standards.KEEP),
    needing("processes/<str:code>", "GET POST", standards.KEEP, code=a_process),
    needing("processes/<str:code>/retire", "POST", standards.KEEP, code=a_process),
    Address("chain", "GET", SIGNED_IN),
    Address("chain/mine", "GET", SIGNED_IN),
    needing("chain/new", "GET POST", standards.KEEP),
    needing("chain/places/<str:code>", "GET POST", standards.KEEP, code=a_place),
    needing("chain/places/<str:code>/serve", "POST", standards.KEEP, code=a_place),
    needing("chain/places/<str:code>/stop", "POST", standards.KEEP, code=a_place),
    needing("chain/places/<str:code>/retire", "POST", standards.KEEP, code=a_place),
    Address("kit/", "GET"),
    Address("kit/plain", "GET"),
    needing("team", "GET", people.SEE_TEAM),
    needing("team", "GET", people.SEE_TEAM, query=OF_A_UNIT, unit=a_unit),
    needing("people/<str:number>/activation-code", "POST", people.ACTIVATE, number=a_person),
    needing("answer-times", "GET", cases.SET_POLICY),
    needing("answer-times/<str:code>", "GET", cases.SET_POLICY, code=a_unit),
    needing("answer-times/<str:code>/write", "GET POST", cases.SET_POLICY, code=a_unit),
    needing("answer-times/<str:code>/withdraw", "POST", cases.SET_POLICY, code=a_unit),
    everywhere(needing("playbooks", "GET POST", playbooks.INSTALL), is_over_all=True),
    everywhere(no_page(needing("playbooks/company.zip", "GET", playbooks.INSTALL)), is_over_all=True),
    everywhere(needing("playbooks/<str:code>", "GET POST", playbooks.INSTALL, code=a_playbook), is_over_all=True),
    needing("units", "GET", people.MANAGE),
    needing("units/<str:code>", "GET", people.MANAGE, code=a_unit),
    needing("units/<str:code>/move", "POST", people.MANAGE, code=a_unit),
    needing("units/<str:code>/add", "POST", people.MANAGE, code=a_unit),
    needing("units/<str:code>/rename", "POST", people.MANAGE, code=a_unit),
    needing("units/<str:code>/close", "POST", people.MANAGE, code=a_unit),
    needing("units/<str:code>/brand", "POST", people.MANAGE, code=a_unit),
    needing("units/<str:code>/teams", "POST", people.MANAGE, code=a_unit),
    needing("units/<str:code>/apart", "POST", people.MANAGE, code=a_unit),
    no_page(Address("brands/<int:number>/look.css", "GET", parts=(("number", a_brand),))),
    no_page(Address("brands/<int:number>/logo", "GET", parts=(("number", a_brand),))),
    Address("me", "GET", SIGNED_IN),
    Address("walk", "POST", SIGNED_IN),
    Address("me/reply", "POST", SIGNED_IN),
    Address("addresses", "GET", SIGNED_IN),
    Address("addresses/decide", "POST", SIGNED_IN),
    needing("people/<str:number>", "GET", people.SEE_TEAM, number=a_person),
    needing("people/<str:number>/held", "GET", people.MANAGE, number=a_person),
    needing("people/<str:number>/hand-on", "POST", people.MANAGE, number=a_person),
    needing("orphaned", "GET", people.MANAGE),
    needing("people/<str:number>/said", "POST", people.SEE_TEAM, number=a_person),
    needing("people/<str:number>/credentials", "POST", people.MANAGE, number=a_person),
    needing("people/<str:number>/leader", "POST", people.MANAGE, number=a_person),
    needing("people/<str:number>/let-go", "POST", people.MANAGE, number=a_person),
    needing("roles", "GET", people.MANAGE),
    needing("roles/define", "GET POST", people.MANAGE),
    needing("roles/grant", "POST", people.MANAGE),
    Address("roles/<str:code>", "GET", SIGNED_IN, parts=(("code", a_role),)),
    needing("grants/<int:number>/end", "POST", people.MANAGE, number=a_grant),
    Address("what-i-may", "GET", SIGNED_IN),
    Address("deputies", "GET POST", SIGNED_IN),
    Address("deputies/end", "POST", SIGNED_IN),
    needing("people/<str:number>/deputy", "GET POST", people.DEPUTISE, number=a_person),
    needing("people/<str:number>/who", "GET", people.SEE_TEAM, number=a_person),
    needing("units/<str:code>/who", "GET", people.SEE_TEAM, code=a_unit),
    needing("cases/<int:number>/who", "GET", cases.SEE, number=a_case),
    needing("voices/<int:number>/who", "GET", voice.READ, number=a_voice),
    *(
        no_page(Address(f"scim/v2{path}", "DELETE GET PATCH POST PUT", TOKEN, parts=parts))
        for path, parts in (("", ()), ("/<path:path>", (("path", a_scim_path),)))
    ),
    needing("staff", "GET", people.MANAGE),
    needing("staff/bring", "GET POST", people.MANAGE),
    needing("staff/<int:number>", "GET", people.MANAGE, number=a_staff_file),
    no_page(needing("staff/<int:number>/held.csv", "GET", people.MANAGE, number=a_staff_file)),
    needing("staff/<int:number>/start", "POST", people.MANAGE, number=a_staff_file),
    needing("staff/<int:number>/drop", "POST", people.MANAGE, number=a_staff_file),
    needing("instruments", "GET", instruments.WRITE),
    everywhere(needing("instruments/<str:code>", "GET", instruments.WRITE, code=a_survey)),
    everywhere(needing("instruments/<str:code>/next", "POST", instruments.WRITE, code=a_survey)),
    everywhere(needing("instruments/<str:code>/retire", "POST", instruments.PUBLISH, code=a_survey), is_over_all=True),
    everywhere(needing("instruments/<str:code>/window", "POST", instruments.PUBLISH, code=a_survey), is_over_all=True),
    everywhere(
        needing("instruments/<str:code>/versions/<int:number>", "GET", instruments.WRITE, code=a_survey, number=a_first)
    ),
    no_page(
        everywhere(
            needing(
                "instruments/<str:code>/versions/<int:number>/file",
                "GET",
                instruments.WRITE,
                code=a_survey,
                number=a_first,
            )
        )
    ),
    needing("drafts/begin", "POST", instruments.WRITE),
    needing("drafts/<int:number>", "GET", instruments.WRITE, number=a_draft),
    needing("drafts/<int:number>/change", "POST", instruments.WRITE, number=a_draft),
    needing("drafts/<int:number>/undo", "POST", instruments.WRITE, number=a_draft),
    needing("drafts/<int:number>/head", "GET POST", instruments.WRITE, number=a_draft),
    needing("drafts/<int:number>/texts", "GET POST", instruments.WRITE, number=a_draft),
    needing("drafts/<int:number>/items/<str:name>", "GET POST", instruments.WRITE, number=a_draft, name=a_question),
    needing(
        "drafts/<int:number>/sections/<int:place>",
        "GET POST",
        instruments.WRITE,
        number=a_draft,
        place=a_first_section,
    ),
    needing("drafts/<int:number>/preview", "GET", instruments.WRITE, number=a_draft),
    needing("drafts/<int:number>/try", "GET POST", instruments.WRITE, number=a_draft),
    needing("drafts/<int:number>/publish", "GET POST", instruments.WRITE, number=a_draft),
    needing("drafts/<int:number>/compare-anew", "POST", instruments.WRITE, number=a_draft),
    needing("drafts/<int:number>/bring", "GET POST", instruments.WRITE, number=a_draft),
    no_page(needing("drafts/<int:number>/file", "GET", instruments.WRITE, number=a_draft)),
    needing("drafts/<int:number>/discard", "POST", instruments.WRITE, number=a_draft),
    needing("voices/<int:number>/score", "GET", voice.READ, number=a_voice),
    needing("voices/<int:number>/dispute", "POST", instruments.DISPUTE, voice.READ, number=a_voice),
    needing("disputes", "GET", instruments.DECIDE),
    needing("disputes/<int:number>", "GET POST", instruments.DECIDE, number=a_dispute),
    needing("channels", "GET", voice.MANAGE_CHANNELS),
    needing("channels/open", "POST", voice.MANAGE_CHANNELS),
    needing("channels/<int:number>", "GET", voice.MANAGE_CHANNELS, number=a_channel),
    needing("channels/<int:number>/sites", "POST", voice.MANAGE_CHANNELS, number=a_channel),
    needing(
        "channels/<int:number>/copies", "GET", voice.MANAGE_CHANNELS, query=f"?printed={PRINTED}", number=a_channel
    ),
    needing("channels/<int:number>/copies/print", "POST", voice.MANAGE_CHANNELS, number=a_channel),
    needing("quotas", "GET", voice.MANAGE_CHANNELS),
    needing("quotas/set", "GET POST", voice.MANAGE_CHANNELS),
    needing("quotas/<int:number>", "GET", voice.MANAGE_CHANNELS, number=a_stands_quota),
    needing("quotas/<int:number>/places", "POST", voice.MANAGE_CHANNELS, number=a_stands_quota),
    needing("quotas/<int:number>/end", "POST", voice.MANAGE_CHANNELS, number=a_stands_quota),
    needing("paper", "GET", voice.KEY_IN),
    needing("paper/find", "POST", voice.KEY_IN),
    needing("paper/<str:copy>", "GET", voice.KEY_IN, copy=a_copy),
    needing("paper/<str:copy>/take-in", "POST", voice.KEY_IN, copy=a_copy),
    needing("channels/<int:number>/sheet", "GET", voice.MANAGE_CHANNELS, number=a_channel),
    needing("channels/<int:number>/withdraw", "POST", voice.MANAGE_CHANNELS, number=a_channel),
    needing("voices", "GET", voice.READ),
    needing("voices/<int:number>", "GET", voice.READ, number=a_voice),
    no_page(needing("voices/<int:number>/files/<int:file>", "GET", voice.READ, number=a_pictured_voice, file=a_photo)),
    needing("voices/<int:number>/row", "GET", voice.READ, number=a_voice_of_a_file),
    Address("o/<str:token>", "GET POST", parts=(("token", an_opt_out),)),
    needing("asking", "GET", voice.ASK),
    needing("asking/plan", "GET POST", voice.ASK),
    needing("asking/rules", "GET POST", voice.SET_ASKING_RULES),
    needing("asking/rules/<int:rule>/withdraw", "POST", voice.SET_ASKING_RULES, rule=an_asking_rule),
    needing("asking/<int:number>", "GET", voice.ASK, number=a_campaign),
    needing("asking/<int:number>/lines", "GET", voice.ASK, number=a_campaign),
    needing("asking/<int:number>/start", "POST", voice.ASK, number=a_campaign),
    needing("asking/<int:number>/pause", "POST", voice.ASK, number=a_campaign),
    needing("asking/<int:number>/go-on", "POST", voice.ASK, number=a_campaign),
    needing("asking/<int:number>/stop", "POST", voice.ASK, number=a_campaign),
    needing("asking/<int:number>/letters/<int:letter>/again", "POST", voice.ASK, number=a_campaign, letter=a_letter),
    needing("asking/<int:number>/letters/<int:letter>/sent", "POST", voice.ASK, number=a_campaign, letter=a_letter),
    needing("imports", "GET", voice.IMPORT),
    needing("imports/bring", "GET POST", voice.IMPORT),
    needing("imports/begin", "POST", voice.IMPORT),
    needing("imports/<int:number>", "GET", voice.IMPORT, number=a_shown_import),
    no_page(needing("imports/<int:number>/part", "GET POST", voice.IMPORT, number=an_import)),
    needing("imports/<int:number>/end", "POST", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/file", "GET POST", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/columns", "GET POST", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/questions", "GET POST", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/units", "GET POST", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/when", "GET POST", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/same", "GET POST", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/preview", "GET", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/summary", "GET", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/settle", "POST", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/recipe", "GET POST", voice.IMPORT, number=an_import),
    no_page(needing("imports/<int:number>/recipe.yaml", "GET", voice.IMPORT, number=an_import)),
    needing("imports/<int:number>/like", "POST", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/take-in", "POST", voice.IMPORT, number=an_import),
    needing("imports/<int:number>/held", "GET", voice.IMPORT, number=a_shown_import),
    no_page(needing("imports/<int:number>/held.csv", "GET", voice.IMPORT, number=a_shown_import)),
    needing("imports/<int:number>/held/same-for-all", "POST", voice.IMPORT, number=a_shown_import),
    needing("imports/<int:number>/held/<int:row>/take", "POST", voice.IMPORT, number=a_shown_import, row=a_held_row),
    needing("imports/<int:number>/held/<int:row>/drop", "POST", voice.IMPORT, number=a_shown_import, row=a_held_row),
    needing("imports/<int:number>/withdraw", "POST", voice.IMPORT, number=a_shown_import),
    needing("imports/<int:number>/again", "POST", voice.IMPORT, number=a_shown_import),
    needing("imports/<int:number>/forget", "POST", voice.IMPORT, number=a_shown_import),
    needing("cases", "GET", cases.SEE),
    needing("cases/together", "GET POST", cases.SEE),
    needing("cases/views", "GET POST", cases.SEE),
    needing("cases/views/<int:number>/rename", "POST", cases.SEE, cases.ASSIGN, number=a_shared_view),
    needing("cases/views/<int:number>/remove", "POST", cases.SEE, cases.ASSIGN, number=a_shared_view),
    needing("cases/<int:number>", "GET", cases.SEE, number=a_case),
    needing("cases/<int:number>/beside", "GET", cases.SEE, number=a_case),
    needing("cases/<int:number>/draft", "POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/<int:number>/take", "POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/<int:number>/assign", "POST", cases.ASSIGN, cases.SEE, number=a_case),
    needing("cases/<int:number>/answer", "POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/<int:number>/arrived", "POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/<int:number>/send-again", "POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/<int:number>/note", "POST", cases.ANSWER, cases.SEE, number=a_case),
    leading_nowhere(needing("cases/<int:number>/kind", "POST", cases.ANSWER, cases.SEE, number=a_case)),
    needing("cases/<int:number>/receipt", "POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/<int:number>/tie", "POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/<int:number>/untie", "POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/<int:number>/merge", "GET POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/<int:number>/unmerge", "POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/points", "GET", cases.ANSWER),
    leading_nowhere(needing("cases/points/<int:key>/done", "POST", cases.ANSWER, key=a_first)),
    leading_nowhere(needing("cases/points/<int:key>/back", "POST", cases.ANSWER, key=a_first)),
    needing("cases/<int:number>/points/<int:point>", "GET", cases.ANSWER, cases.SEE, number=a_case, point=a_point),
    needing("cases/<int:number>/point", "POST", cases.ANSWER, cases.SEE, number=a_case),
    leading_nowhere(needing("cases/<int:number>/point/unmark", "POST", cases.ANSWER, cases.SEE, number=a_case)),
    leading_nowhere(needing("cases/<int:number>/point/decline", "POST", cases.ANSWER, cases.SEE, number=a_case)),
    leading_nowhere(needing("cases/<int:number>/point/hand-over", "POST", cases.ANSWER, cases.SEE, number=a_case)),
    leading_nowhere(needing("cases/<int:number>/point/reopen", "POST", cases.ANSWER, cases.SEE, number=a_case)),
    needing("cases/<int:number>/ask", "GET POST", cases.ANSWER, cases.SEE, number=a_case),
    needing(
        "cases/<int:number>/inquiries/<int:inquiry>", "GET", cases.ANSWER, cases.SEE, number=a_case, inquiry=an_inquiry
    ),
    leading_nowhere(needing("cases/<int:number>/inquiry/reply", "POST", cases.ANSWER, cases.SEE, number=a_case)),
    leading_nowhere(needing("cases/<int:number>/inquiry/extend", "POST", cases.ANSWER, cases.SEE, number=a_case)),
    leading_nowhere(needing("cases/<int:number>/inquiry/withdraw", "POST", cases.ANSWER, cases.SEE, number=a_case)),
    Address("inquiries", "GET", SIGNED_IN),
    for_those_asked("inquiries/<int:number>", "GET POST"),
    for_those_asked("inquiries/<int:number>/draft", "POST"),
    for_those_asked("inquiries/<int:number>/back", "POST"),
    for_those_asked("inquiries/<int:number>/hand-on", "POST"),
    for_those_asked("inquiries/<int:number>/let-answer", "POST"),
    needing("cases/<int:number>/close", "POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/reports", "GET", cases.SEE),
    needing("cases/reports/kept", "GET", cases.SEE),
    needing("cases/reports/causes", "GET", cases.SEE),
    no_page(needing("cases/reports/waiting.csv", "GET", cases.SEE)),
    no_page(needing("cases/reports/kept.csv", "GET", cases.SEE)),
    no_page(needing("cases/reports/causes.csv", "GET", cases.SEE)),
    by_machine(needing("api/cases/reports", "GET", cases.SEE)),
    needing("cases/<int:number>/causes", "GET", cases.SEE, number=a_case),
    no_page(needing("cases/<int:number>/causes/offered", "GET", cases.SEE, number=a_case)),
    needing("cases/<int:number>/causes/name", "POST", cases.ANSWER, cases.SEE, number=a_case),
    needing("cases/<int:number>/causes/back", "POST", cases.ANSWER, cases.SEE, number=a_case),
    everywhere(needing("causes", "GET POST", cases.KEEP_CAUSES), is_over_all=True),
    everywhere(needing("causes/new", "GET POST", cases.KEEP_CAUSES), is_over_all=True),
    everywhere(needing("causes/<str:code>", "GET POST", cases.KEEP_CAUSES, code=a_cause), is_over_all=True),
    everywhere(needing("causes/<str:code>/retire", "POST", cases.KEEP_CAUSES, code=a_cause), is_over_all=True),
    needing("cases/<int:number>/harm", "GET POST", cases.SEE, number=a_case),
    needing("voices/<int:number>/harm", "GET POST", voice.READ, number=a_voice),
    Address("harm", "GET", SIGNED_IN),
    for_those_told("harm/<int:number>", "GET"),
    for_those_told("harm/<int:number>/look", "POST"),
    for_those_told("harm/<int:number>/settle", "POST"),
    for_those_told("harm/<int:number>/lift", "POST"),
    needing("harm/named", "GET", cases.NAME_FOR_HARM),
    everywhere(needing("harm/words", "GET POST", cases.NAME_FOR_HARM), is_over_all=True),
    needing("harm/named/<str:code>", "GET POST", cases.NAME_FOR_HARM, code=a_unit),
    needing("customers", "GET", customers.SEE),
    needing("customers/alike", "GET", customers.MERGE),
    needing("customers/alike/<int:number>/one", "POST", customers.MERGE, number=a_proposal),
    needing("customers/alike/<int:number>/two", "POST", customers.MERGE, number=a_proposal),
    needing("customers/merges/<int:number>/undo", "POST", customers.MERGE, number=a_merge),
    needing("customers/<int:number>", "GET", customers.SEE, number=a_customer),
    needing("customers/left/<int:number>", "GET", customers.SEE, number=a_left_contact),
    needing("customers/<int:number>/consent", "POST", customers.KEEP, customers.SEE, number=a_customer),
    needing(
        "customers/<int:number>/lift/<int:suppression>",
        "POST",
        customers.KEEP,
        customers.SEE,
        number=a_customer,
        suppression=a_suppression,
    ),
    needing("customers/<int:number>/speakers", "POST", customers.KEEP, customers.SEE, number=a_customer),
    needing(
        "customers/<int:number>/speakers/<int:speaker>/stop",
        "POST",
        customers.KEEP,
        customers.SEE,
        number=a_customer,
        speaker=a_speaker,
    ),
    needing("customers/<int:number>/merge", "POST", customers.MERGE, customers.SEE, number=a_customer),
    no_page(needing("customers/<int:number>/export", "GET", customers.ERASE, number=a_customer)),
    needing("customers/<int:number>/correct", "GET POST", customers.ERASE, number=a_customer),
    needing(
        "customers/<int:number>/correct/<int:contact>", "POST", customers.ERASE, number=a_customer, contact=a_contact
    ),
    needing("customers/<int:number>/erase", "GET POST", customers.ERASE, number=a_customer),
    needing("erasures/<int:number>", "GET", customers.ERASE, number=an_erasure),
    needing("executive", "GET", insight.REMIT),
    needing("executive", "GET", insight.REMIT, query=OF_A_UNIT, unit=a_unit),
    Address("m/<str:token>", "GET POST", parts=(("token", a_link_that_ends_mondays_mail),)),
    needing("monday", "GET", insight.SEE),
    needing("monday/subscription", "GET POST", insight.SEE),
    needing("monday/subscription/end", "POST", insight.SEE),
    needing("monday/others", "GET POST", people.MANAGE),
    needing("monday/others/<str:number>/end", "POST", people.MANAGE, number=a_reader_of_mondays_page),
    needing("indicators", "GET", insight.SEE),
    everywhere(needing("indicators/<str:code>", "GET", insight.SEE, code=an_indicator)),
    everywhere(needing("define-figure", "GET POST", insight.DEFINE), is_over_all=True),
    needing("satisfaction", "GET", insight.SEE),
    needing("satisfaction", "GET", insight.SEE, query=OF_A_UNIT, unit=a_unit),
    needing("satisfaction/<str:unit>/units", "GET", insight.SEE, unit=a_unit),
    needing("satisfaction/<str:unit>/units", "GET", insight.SEE, query="?depth=leaves&show=all", unit=a_unit),
    needing("satisfaction/<str:unit>/drivers", "GET", insight.SEE, unit=a_unit),
    needing("satisfaction/<str:unit>/publish", "POST", insight.SEE, unit=a_unit),
    needing("findings/<int:number>", "GET", insight.SEE, number=a_finding),
    no_page(needing("findings/<int:number>/file", "GET", insight.SEE, number=a_finding)),
    needing("satisfaction/<str:unit>/outcomes", "GET", insight.SEE, unit=a_unit),
    needing("satisfaction/<str:unit>/happened", "POST", insight.EXPLAIN, insight.SEE, unit=a_unit),
    needing("satisfaction/<str:unit>/limits", "POST", insight.REBASE, insight.SEE, unit=a_unit),
    needing("satisfaction/<str:unit>/limits/withdraw", "POST", insight.REBASE, insight.SEE, unit=a_unit),
    needing("satisfaction/<str:unit>/outcomes/limits", "POST", insight.REBASE, insight.SEE, unit=a_unit),
    needing("satisfaction/<str:unit>/outcomes/limits/withdraw", "POST", insight.REBASE, insight.SEE, unit=a_unit),
    needing("satisfaction/<str:unit>/target", "POST", insight.SET_TARGET, insight.SEE, unit=a_unit),
    needing(
        "satisfaction/<str:unit>/happened/<int:annotation>/withdraw",
        "POST",
        insight.EXPLAIN,
        insight.SEE,
        unit=a_unit,
        annotation=an_annotation,
    ),
    no_page(Address("api/openapi.json", "GET")),
    no_page(Address("health", "GET")),
    no_page(Address("metrics", "GET")),
    needing("host", "GET", people.SEE_RUNNING),
    Address("api/docs", "GET", SIGNED_IN),
    by_machine(needing("api/indicators", "GET", insight.SEE)),
    by_machine(needing("api/units", "GET", insight.SEE)),
    by_machine(needing("api/figures", "GET", insight.SEE)),
    by_machine(needing("api/figures", "GET", insight.SEE, query=OF_A_UNIT, unit=a_unit)),
    by_machine(needing("api/satisfaction/<str:unit>", "GET", insight.SEE, unit=a_unit)),
    by_machine(needing("api/units/<str:unit>/compared", "GET", insight.SEE, unit=a_unit)),
    by_machine(needing("api/units/<str:unit>/drivers", "GET", insight.SEE, unit=a_unit)),
    by_machine(needing("api/units/<str:unit>/outcomes", "GET", insight.SEE, unit=a_unit)),
    by_machine(needing("api/units/<str:unit>/limits", "GET", insight.SEE, unit=a_unit)),
    no_page(Address("api/units/<str:unit>/limits", "POST", TOKEN)),
    by_machine(needing("api/mondays", "GET", insight.SEE)),
    leading_nowhere(by_machine(needing("api/mondays/<str:week>", "GET", insight.SEE, week=a_week))),
    by_machine(needing("api/findings", "GET", insight.SEE)),
    by_machine(needing("api/findings/<str:number>", "GET", insight.SEE, number=a_finding)),
    by_machine(needing("api/voices", "GET", voice.READ)),
    by_machine(needing("api/voices", "GET", voice.READ, query=OF_A_UNIT, unit=a_unit)),
    no_page(Address("api/voices", "POST", TOKEN)),
    by_machine(needing("api/webhooks", "GET", webhooks.MANAGE)),
    no_page(Address("api/webhooks", "POST", TOKEN)),
    needing("webhooks", "GET", webhooks.MANAGE),
    needing("webhooks/new", "POST", webhooks.MANAGE),
    needing("webhooks/<int:number>", "GET", webhooks.MANAGE, number=a_webhook),
    needing("webhooks/<int:number>/change", "POST", webhooks.MANAGE, number=a_webhook),
    needing("webhooks/<int:number>/secret", "POST", webhooks.MANAGE, number=a_webhook),
    needing("webhooks/<int:number>/test", "POST", webhooks.MANAGE, number=a_webhook),
    needing("webhooks/<int:number>/off", "POST", webhooks.MANAGE, number=a_webhook),
    needing("webhooks/<int:number>/on", "POST", webhooks.MANAGE, number=a_webhook),
    needing(
        "webhooks/<int:number>/messages/<int:message>/again",
        "POST",
        webhooks.MANAGE,
        number=a_webhook,
        message=a_message,
    ),
    by_machine(needing("api/cases", "GET", cases.SEE)),
    by_machine(needing("api/cases", "GET", cases.SEE, query=OF_A_UNIT, unit=a_unit)),
    leading_nowhere(Address("api/", "GET POST")),
    leading_nowhere(Address("api/<path:rest>", "GET POST")),
    Address("pledges/<str:code>", "GET POST", SIGNED_IN, parts=(("code", a_pledge),)),
    Address("pledges/<str:code>/language", "POST", SIGNED_IN, parts=(("code", a_pledge),)),
    needing("field", "GET", voice.GATHER),
    needing("field/<str:slug>", "GET", voice.GATHER, slug=a_form_for_the_field),
    Address("field-leave", "GET"),
    no_page(Address("field/worker.js", "GET")),
    no_page(Address("field/manifest.webmanifest", "GET")),
    Address("field/<str:slug>/send", "POST", parts=(("slug", a_form_for_the_field),)),
    Address("s/<str:slug>", "GET POST", parts=(("slug", a_slug),)),
    Address("s/<str:slug>/language", "POST", parts=(("slug", a_slug),)),
    Address("s/<str:slug>/file", "POST", parts=(("slug", a_slug),)),
    Address("s/<str:slug>/thanks", "GET", parts=(("slug", a_slug),)),
    Address("s/<str:slug>/kiosk", "GET POST", parts=(("slug", a_slug),)),
    Address("s/<str:slug>/kiosk/language", "POST", parts=(("slug", a_slug),)),
    no_page(Address("s/<str:slug>/kiosk/file", "POST", parts=(("slug", a_slug),))),
    Address("s/<str:slug>/kiosk/thanks", "GET", parts=(("slug", a_slug),)),
    Address("s/<str:slug>/embed", "GET POST", parts=(("slug", a_slug),)),
    Address("s/<str:slug>/embed/language", "POST", parts=(("slug", a_slug),)),
    no_page(Address("s/<str:slug>/embed/file", "POST", parts=(("slug", a_slug),))),
    Address("s/<str:slug>/embed/thanks", "GET", parts=(("slug", a_slug),)),
    Address("i/<str:token>", "GET POST", parts=(("token", a_token),)),
    Address("i/<str:token>/language", "POST", parts=(("token", a_token),)),
    Address("i/<str:token>/file", "POST", parts=(("token", a_token),)),
    Address("i/<str:token>/thanks", "GET", parts=(("token", a_token),)),
)
