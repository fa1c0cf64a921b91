"""Builders arrange a test's world through the deeds themselves."""

from tests.builders.company import a_company, a_person, a_unit, words
from tests.builders.promises import a_pledge, a_promise, an_aspect, an_obligation
from tests.builders.voice import a_channel, a_survey, a_voice, some_answers

__all__ = [
    "a_channel",
    "a_company",
    "a_person",
    "a_pledge",
    "a_promise",
    "a_survey",
    "a_unit",
    "a_voice",
    "an_aspect",
    "an_obligation",
    "some_answers",
    "words",
]
