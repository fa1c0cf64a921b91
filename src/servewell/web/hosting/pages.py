"""How the home stands, for the person who runs it."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from servewell.base import jobs, today
from servewell.rooms.people import rules
from servewell.web.hosting import shown
from servewell.web.hosting.shown import Row, State
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs


@require_safe
@needs(rules.SEE_RUNNING)
def host(request: SignedInRequest) -> HttpResponse:
    state = shown.state(at=today.now(), with_findings=True)
    count = len(state.findings)
    title = (
        ngettext("%(count)d thing is not in order", "%(count)d things are not in order", count) % {"count": count}
        if count
        else _("All is in order")
    )
    line = _("How Servewell runs")
    page = shown.Host(title=title, line=line, findings=state.findings, rows=tuple(_rows(state)))
    return render.page(request, "hosting/host.html", page)


def _rows(state: State) -> Iterator[Row]:
    is_still = jobs.stands_still(due=state.due, at=state.at)
    yield Row(_("The worker"), _("stands still") if is_still else _("is at work"), is_still)
    yield Row(_("Jobs that wait"), str(state.queued + state.follow_ups))
    yield Row(_("Jobs that failed within a day"), str(state.failed), state.failed > 0)
    yield Row(_("Given up after many tries"), str(state.given_up), state.given_up > 0)
    yield Row(_("Figures lag behind"), timesince(state.behind_since, state.at) if state.behind_since else _("no"))
    yield Row(_("Room on the disk"), f"{filesizeformat(state.free)} / {filesizeformat(state.size)}")
    yield from _backup(state)
    yield Row(_("Version"), f"{state.version}, {state.database}")


def _backup(state: State) -> Iterator[Row]:
    if state.backup is None:
        yield Row(_("Last backup"), _("none was taken"), is_bad=True)
        return
    made = date_format(state.backup.made_at, "SHORT_DATETIME_FORMAT")
    yield Row(_("Last backup"), f"{made} UTC, {filesizeformat(state.backup.size)}")
    yield Row(_("Its archive"), state.backup.archive)
