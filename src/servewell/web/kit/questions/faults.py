"""What is wrong with an answer and how to mend it, in the words of whoever answers."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines import forms
from servewell.web.kit.questions.size import size_says

FaultKind = forms.FaultKind


def fault_says(item: forms.Item, kind: forms.FaultKind | None, given: Sequence[str], *, demanded: str = "") -> str:
    """``demanded`` is what the instrument itself says must be fulfilled."""
    if kind is None:
        return ""
    if kind is FaultKind.UNFULFILLED and demanded:
        return demanded
    if kind is FaultKind.TOO_LONG and item.max_length and given:
        return _("There is room for %(limit)d characters; this is %(length)d. Please shorten it.") % {
            "limit": item.max_length,
            "length": len(given[0].replace("\r\n", "\n").strip()),
        }
    return _about_a_number(item, kind) or _about_a_file(item, kind) or _about_anything(item, kind)


def _about_a_number(item: forms.Item, kind: forms.FaultKind) -> str:
    if kind is FaultKind.TOO_FEW_CHOICES and item.fewest:
        return ngettext(
            "Please choose at least %(number)d answer.", "Please choose at least %(number)d answers.", item.fewest
        ) % {"number": item.fewest}
    if kind is FaultKind.TOO_MANY_CHOICES and item.most:
        return ngettext(
            "Please choose at most %(number)d answer.", "Please choose at most %(number)d answers.", item.most
        ) % {"number": item.most}
    if kind is not FaultKind.OUT_OF_RANGE:
        return ""
    ends = {"least": item.minimum, "most": item.maximum}
    if item.minimum is not None and item.maximum is not None:
        return _("Please stay between %(least)s and %(most)s.") % ends
    return (
        _("Please do not go below %(least)s.") % ends
        if item.maximum is None
        else _("Please do not go above %(most)s.") % ends
    )


def _about_a_file(item: forms.Item, kind: forms.FaultKind) -> str:
    if kind is FaultKind.FILE_TOO_LARGE and item.largest:
        return _(
            "This file is too large: at most %(size)s can be taken. Nothing else is lost. Please choose a smaller one,"
            " or take the photo again with a lower resolution."
        ) % {"size": size_says(item.largest)}
    if kind is FaultKind.TOO_MANY_FILES and item.most:
        return ngettext("Please send at most %(number)d file.", "Please send at most %(number)d files.", item.most) % {
            "number": item.most
        }
    return {
        FaultKind.WRONG_TYPE_OF_FILE: _(
            "This kind of file cannot be taken here. Please look at the kinds named above."
        ),
        FaultKind.NOT_A_FILE: _("This file did not arrive whole. Please choose it once more."),
    }.get(kind, "")


def _about_anything(item: forms.Item, kind: forms.FaultKind) -> str:
    if kind is FaultKind.MISSING and item.is_contact:
        return _("Please tell us where to send the answer, or take away the tick above.")
    return {
        FaultKind.MISSING: _("Please answer this question."),
        FaultKind.NOT_A_NUMBER: _("Please write a number, such as 3 or 2.5."),
        FaultKind.NOT_A_DATE: _("Please write a day as year-month-day, such as 2026-11-16."),
        FaultKind.NOT_AN_ADDRESS: _("We cannot write to this address. It should look like name@example.com."),
        FaultKind.NOT_PLAIN_TEXT: _("This holds characters that cannot be read. Please take them out."),
        FaultKind.GIVEN_MORE_THAN_ONCE: _("This came with more than one answer. Please choose one."),
        FaultKind.NONE_AND_OTHERS: _("You chose “none of these” and something else. Please take one of them away."),
        FaultKind.NOT_A_RANKING: _("Please give each one a place of its own, from the first to the last."),
        FaultKind.NOT_A_SIGNATURE: _("This signature could not be read. Please sign once more, or type your name."),
        FaultKind.NO_EVIDENCE: _("This answer needs evidence. Please add a photo, a signature or words where asked."),
        FaultKind.UNFULFILLED: _("This answer does not fit. Please look at it again."),
    }.get(kind, _("Please choose one of the answers shown."))
