"""An answer that stands for the whole, as words."""

from django.utils.translation import pgettext

from servewell.rooms.voice import terms
from servewell.web.kit.components import Chip


def words_for(band: terms.Band) -> str:
    return {
        terms.Band.LOW: pgettext("a customer's answer", "Dissatisfied"),
        terms.Band.MIDDLE: pgettext("a customer's answer", "In between"),
        terms.Band.HIGH: pgettext("a customer's answer", "Satisfied"),
    }[band]


def chip_for(overall: float | None) -> Chip | None:
    """None where the customer did not say how satisfied they are."""
    if overall is None:
        return None
    band = terms.band_of(overall)
    if band is terms.Band.LOW:
        return Chip(words_for(band), "needs")
    return Chip(words_for(band), "accent" if band is terms.Band.HIGH else "plain")
