"""Addresses that rooms put into mails, letters and todo lists: a closed table from which web's urls are built too."""

import re
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Link:
    """``route`` is in Django's path syntax, without a leading slash."""

    route: str

    def path(self, **parts: str | int) -> str:
        """The address on this host. Raises KeyError when a part of the route is missing."""
        return "/" + re.sub(r"<\w+:(\w+)>", lambda part: str(parts[part.group(1)]), self.route)

    def address(self, **parts: str | int) -> str:
        return str(settings.BASE_URL) + self.path(**parts)


HOME = Link("")
SURVEY = Link("s/<str:slug>")
FIELD = Link("field")
FIELD_FORM = Link("field/<str:slug>")
FIELD_LEAVE = Link("field-leave")
CHANNELS = Link("channels")
CHANNEL = Link("channels/<int:number>")
PAPER = Link("paper")
PAPER_COPY = Link("paper/<str:copy>")
QUOTAS = Link("quotas")
SURVEY_SHEET = Link("channels/<int:number>/sheet")
INVITATION = Link("i/<str:token>")
OPT_OUT = Link("o/<str:token>")
ASKING = Link("asking")
CAMPAIGN = Link("asking/<int:number>")
ACTIVATE = Link("activate")
PLEDGE = Link("pledges/<str:code>")
PROMISE = Link("promise")
PROMISES = Link("promises")
STANDARDS = Link("standards")
WRITE_STANDARD = Link("standards/write")
PROCESSES = Link("processes")
PROCESS = Link("processes/<str:code>")
CHAIN = Link("chain")
MY_CHAIN = Link("chain/mine")
EXECUTIVE = Link("executive")
VOICES = Link("voices")
VOICE = Link("voices/<int:number>")
VOICE_FILE = Link("voices/<int:number>/files/<int:file>")
VOICE_ROW = Link("voices/<int:number>/row")
CUSTOMERS = Link("customers")
CUSTOMERS_ALIKE = Link("customers/alike")
CUSTOMER = Link("customers/<int:number>")
CUSTOMER_LEFT = Link("customers/left/<int:number>")
ERASURE = Link("erasures/<int:number>")
CASES = Link("cases")
CASE = Link("cases/<int:number>")
SATISFACTION = Link("satisfaction")
MONDAY = Link("monday")
MONDAY_SUBSCRIPTION = Link("monday/subscription")
MONDAY_OTHERS = Link("monday/others")
MONDAY_MAIL_ENDS = Link("m/<str:token>")
FINDING = Link("findings/<int:number>")
FINDING_FILE = Link("findings/<int:number>/file")
INDICATORS = Link("indicators")
INDICATOR = Link("indicators/<str:code>")
DEFINE_INDICATOR = Link("define-figure")
TEAM = Link("team")
SCIM = Link("scim/v2")
API = Link("api")
API_DOCS = Link("api/docs")
API_DOCUMENT = Link("api/openapi.json")
STAFF = Link("staff")
STAFF_FILE = Link("staff/<int:number>")
IMPORTS = Link("imports")
IMPORT = Link("imports/<int:number>")
INSTRUMENTS = Link("instruments")
INSTRUMENT = Link("instruments/<str:code>")
INSTRUMENT_VERSION = Link("instruments/<str:code>/versions/<int:number>")
DRAFT = Link("drafts/<int:number>")
DISPUTES = Link("disputes")
DISPUTE = Link("disputes/<int:number>")
VOICE_SCORE = Link("voices/<int:number>/score")
UNITS = Link("units")
BRAND_LOOK = Link("brands/<int:number>/look.css")
BRAND_LOGO = Link("brands/<int:number>/logo")
ME = Link("me")
PERSON = Link("people/<str:number>")
HELD = Link("people/<str:number>/held")
HAND_ON = Link("people/<str:number>/hand-on")
ORPHANED = Link("orphaned")
ADDRESSES = Link("addresses")
ROLES = Link("roles")
WHAT_I_MAY = Link("what-i-may")
WHO_SEES_UNIT = Link("units/<str:code>/who")
WHO_SEES_CASE = Link("cases/<int:number>/who")
WHO_SEES_VOICE = Link("voices/<int:number>/who")
