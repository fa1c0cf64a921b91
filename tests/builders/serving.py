"""The register of processes and the service chain."""

from datetime import datetime

from servewell.base.permissions import HOUSE
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.standards import services
from servewell.rooms.standards.models import Place, Process, Service
from servewell.rooms.standards.terms import Stage
from tests.builders.company import LONG_AGO, a_company, words


def a_process(
    code: str = "check-in", *, unit: Unit | None = None, owner: Person | None = None, serves: tuple[str, ...] = (),
    stage: Stage = Stage.SERVING, at: datetime = LONG_AGO,
) -> Process:  # fmt: skip
    draft = services.ProcessDraft(
        name=words(code.replace("-", " ").capitalize()), stage=stage, unit=unit or a_company(), owner=owner,
        standards=serves,
    )  # fmt: skip
    return services.register_process(draft=draft, code=code, by=HOUSE, at=at)


def a_place(
    name: str = "Front desk", *, unit: Unit | None = None, job: str = "", is_customer: bool = False, code: str = "",
    at: datetime = LONG_AGO,
) -> Place:  # fmt: skip
    """A place in the service chain; with a job, of those whose posting names it."""
    return services.add_place(
        unit=unit or a_company(), name=words(name), job=words(job) if job else None, is_customer=is_customer,
        code=code, by=HOUSE, at=at,
    )  # fmt: skip


def a_service(server: Place, served: Place, what: str = "What they need.", *, at: datetime = LONG_AGO) -> Service:
    return services.serve(server=server, served=served, what=words(what), by=HOUSE, at=at)
