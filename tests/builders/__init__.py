"""Builders arrange a test's world through the deeds themselves."""

from tests.builders.cases import (
    a_calendar,
    a_leader,
    a_point,
    a_policy,
    a_waiting_answer,
    a_writer,
    an_inquiry,
    an_open_case,
    how_it_stands,
    mail_settings,
)
from tests.builders.company import a_company, a_person, a_unit, words
from tests.builders.figures import an_indicator
from tests.builders.harms import a_mark_of_harm, named_for_harm
from tests.builders.promises import a_chapter, a_pledge, a_promise, an_aspect, an_edition, an_obligation
from tests.builders.serving import a_place, a_process, a_service
from tests.builders.voice import a_channel, a_quota, a_survey, a_voice, some_answers
from tests.builders.web import a_browser

__all__ = [
    "a_browser",
    "a_calendar",
    "a_channel",
    "a_chapter",
    "a_company",
    "a_leader",
    "a_mark_of_harm",
    "a_person",
    "a_place",
    "a_pledge",
    "a_point",
    "a_policy",
    "a_process",
    "a_promise",
    "a_quota",
    "a_service",
    "a_survey",
    "a_unit",
    "a_voice",
    "a_waiting_answer",
    "a_writer",
    "an_aspect",
    "an_edition",
    "an_indicator",
    "an_inquiry",
    "an_obligation",
    "an_open_case",
    "how_it_stands",
    "mail_settings",
    "named_for_harm",
    "some_answers",
    "words",
]
