"""Builders arrange a test's world through the deeds themselves."""

from tests.builders.company import a_company, a_person, a_unit, words

__all__ = ["a_company", "a_person", "a_unit", "words"]
