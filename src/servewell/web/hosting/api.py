"""For machines that look after the home: a load balancer's question, and what Prometheus collects."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from servewell.base import jobs, keys, today
from servewell.web.hosting import shown
from servewell.web.hosting.shown import State
from servewell.web.kit.access import open_to_everyone

LOOPBACK: Final = {"127.0.0.1", "::1"}
FORWARDED: Final = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


@require_safe
@open_to_everyone
def health(request: HttpRequest) -> JsonResponse:
    """503 only where no page can be served: that the worker stands still is told, and turns no customer away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        due = jobs.due()
    except Error:
        return _unkept({"status": "down", "database": "down", "worker": "unknown"}, status=503)
    is_still = jobs.stands_still(due=due, at=today.now())
    return _unkept({"status": "ok", "database": "ok", "worker": "still" if is_still else "ok"}, status=200)


def _unkept(said: dict[str, str], *, status: int) -> JsonResponse:
    return JsonResponse(said, status=status, headers={"Cache-Control": "no-store"})


@require_safe
@open_to_everyone
def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges as they stand at this moment: each process would count differently, and the database knows for all."""
    if not _may_read(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(_Gauges(shown.state(at=today.now(), with_findings=False)))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_read(request: HttpRequest) -> bool:
    """With the token; without one only on this machine, and not through a proxy, which is on it as well."""
    if settings.METRICS_TOKEN:
        said = request.headers.get("Authorization", "")
        return keys.is_same(said, f"Bearer {settings.METRICS_TOKEN}")
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not any(name in request.headers for name in FORWARDED)


class _Gauges(Collector):
    def __init__(self, state: State) -> None:
        self._state = state

    def collect(self) -> Iterator[Metric]:
        state = self._state
        yield InfoMetricFamily(
            "servewell", "What is served.", value={"version": state.version, "database": state.database}
        )
        for name, says, value in _gauges(state):
            if value is not None:
                yield GaugeMetricFamily(f"servewell_{name}", says, value=value)


def _gauges(state: State) -> Iterator[tuple[str, str, float | None]]:
    yield "follow_ups_waiting", "What was announced and is not done yet.", state.follow_ups
    yield "follow_ups_given_up", "What failed so often that nobody tries any more.", state.given_up
    yield "jobs_queued", "Jobs that wait for a worker.", state.queued
    yield "jobs_failed_in_a_day", "Jobs that ended with a fault within a day.", state.failed
    yield "worker_behind_seconds", "How long the most belated job of the schedule is due.", _since(state, state.due)
    behind = _since(state, state.behind_since) if state.behind_since else 0.0
    yield "figures_behind_seconds", "How long the oldest change waits to be in the figures.", behind
    yield "disk_free_bytes", "Room on the disk that holds the home.", state.free
    yield "disk_size_bytes", "Size of the disk that holds the home.", state.size
    made = state.backup.made_at if state.backup else None
    yield "backup_age_seconds", "Since when the last backup is whole; absent where there is none.", _since(state, made)
    yield "backup_size_bytes", "Size of the last backup.", state.backup.size if state.backup else None


def _since(state: State, moment: datetime | None) -> float | None:
    return max((state.at - moment).total_seconds(), 0.0) if moment else None
