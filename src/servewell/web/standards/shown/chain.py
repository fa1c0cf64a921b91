"""The service-chain map as a picture and as a list; one place to change; and where the reader stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import rules
from servewell.rooms.standards import selectors as standards
from servewell.rooms.standards.selectors import Chain, Mine
from servewell.web.kit.components import Crumb, Empty, LedgerEntry, Link
from servewell.web.kit.figures import number
from servewell.web.standards.forms import PlaceForm, ServeForm
from servewell.web.standards.shown.drawing import Drawing, drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from servewell.rooms.people.models import Person
    from servewell.rooms.standards.models import Place, Service


@dataclass(frozen=True)
class ServiceShown:
    """``served`` is the code of the place that is served."""

    says: str
    served: str


@dataclass(frozen=True)
class PlaceShown:
    name: str
    unit: str
    steps: str
    services: Sequence[str]
    url: str


@dataclass(frozen=True)
class ChainPage:
    title: str
    drawing: Drawing | None
    places: Sequence[PlaceShown]
    trouble: Sequence[str]
    may_keep: bool
    mine_url: str
    new_url: str
    empty: Empty | None


@dataclass(frozen=True)
class PlacePage:
    title: str
    crumbs: Sequence[Crumb]
    drawing: Drawing | None
    form: PlaceForm
    serve_form: ServeForm | None
    services: Sequence[ServiceShown]
    serve_url: str
    stop_url: str
    retire_url: str


@dataclass(frozen=True)
class MyChainPage:
    title: str
    serves: Sequence[str]
    is_served_by: Sequence[str]
    way: Sequence[LedgerEntry]
    empty: Empty | None
    chain_url: str


def chain_page(chain: Chain, *, reader: "Person", here: str) -> ChainPage:
    kept = _kept_by(reader)
    places = list(chain.places.values())
    chosen = next((key for key, one in chain.places.items() if one.code == here), None)
    return ChainPage(
        title=_title(chain),
        drawing=_drawn(chain, kept, here=chosen) if places else None,
        places=[_place(chain, one, kept) for one in places],
        trouble=trouble(chain),
        may_keep=bool(kept),
        mine_url=links.MY_CHAIN.path(),
        new_url=reverse("standards:new_place"),
        empty=None if places else Empty(
            says=_("Nobody has drawn the service chain yet."),
            detail=_("Begin with the customers, then with whoever serves them face to face."),
            action=Link(_("Put the first place on the map"), reverse("standards:new_place")) if kept else None,
            icon="people",
        ),
    )  # fmt: skip


def _kept_by(reader: "Person") -> frozenset[int]:
    return frozenset(unit.pk for unit in people.units_seen(viewer=reader, power=rules.KEEP))


def _title(chain: Chain) -> str:
    if not chain.places:
        return _("Whom we serve")
    if trouble(chain):
        return _("The service chain is broken in places")
    at_work = sum(not one.is_customer for one in chain.places.values())
    return ngettext(
        "%(count)s place of work, and its way to the customer",
        "%(count)s places of work, each with its way to the customer",
        at_work,
    ) % {"count": number(at_work)}


def trouble(chain: Chain) -> Sequence[str]:
    """What is broken, in words."""
    return [
        *[_("%(place)s serves nobody.") % {"place": one.name} for one in chain.serving_nobody],
        *[_("The work of %(place)s reaches no customer.") % {"place": one.name} for one in chain.without_customer],
        *[_("Nobody serves %(place)s.") % {"place": one.name} for one in chain.unserved_customers],
        *[_loop(loop) for loop in chain.loops],
    ]


def _loop(places: "Sequence[Place]") -> str:
    names = _(", ").join(str(one.name) for one in places)
    return _("In a circle they serve each other: %(places)s.") % {"places": names}


def _drawn(chain: Chain, kept: frozenset[int], *, here: int | None) -> Drawing:
    return drawing(
        chain,
        urls={key: _url(one, kept) for key, one in chain.places.items()},
        labels={key: _label(chain, one) for key, one in chain.places.items()},
        details={key: str(one.unit.name) for key, one in chain.places.items()},
        here=here,
    )


def _url(place: "Place", kept: frozenset[int]) -> str:
    if place.unit_id in kept:
        return reverse("standards:place", kwargs={"code": place.code})
    return f"{links.CHAIN.path()}?place={place.code}#{place.code}"


def _label(chain: Chain, place: "Place") -> str:
    served = [str(chain.places[key].name) for key in chain.served_by.get(place.pk, ())]
    said = {"place": place.name, "unit": place.unit.name, "served": _(", ").join(served)}
    if not served:
        return _("%(place)s, %(unit)s") % said
    return _("%(place)s, %(unit)s: serves %(served)s") % said


def _place(chain: Chain, place: "Place", kept: frozenset[int]) -> PlaceShown:
    return PlaceShown(
        name=str(place.name),
        unit=str(place.unit.name),
        steps=_steps(chain, place),
        services=[_serves(each) for each in chain.services if each.server_id == place.pk],
        url=reverse("standards:place", kwargs={"code": place.code}) if place.unit_id in kept else "",
    )


def _steps(chain: Chain, place: "Place") -> str:
    if place.is_customer:
        return _("customers")
    steps = chain.steps.get(place.pk)
    if steps is None:
        return _("reaches no customer")
    if steps == 1:
        return _("face to face with the customer")
    return ngettext("%(count)s step from the customer", "%(count)s steps from the customer", steps) % {
        "count": number(steps)
    }


def _serves(each: "Service") -> str:
    return _("serves %(place)s: %(what)s") % {"place": each.served.name, "what": each.what}


def place_page(
    place: "Place | None", *, reader: "Person", form: PlaceForm | None = None, serve_form: ServeForm | None = None
) -> PlacePage:
    chain = standards.chain()
    code = place.code if place else ""
    services = [each for each in chain.services if place and each.server_id == place.pk]
    return PlacePage(
        title=str(place.name) if place else _("A new place on the map"),
        crumbs=(Crumb(_("Service chain"), links.CHAIN.path()),),
        drawing=_drawn(chain, _kept_by(reader), here=place.pk) if place else None,
        form=form or _begun(place, reader),
        serve_form=(serve_form or ServeForm(places=_places(chain, place))) if place and not place.is_customer else None,
        services=[ServiceShown(_serves(each), each.served.code) for each in services],
        serve_url=_address("serve", code),
        stop_url=_address("stop_serving", code),
        retire_url=_address("retire_place", code),
    )


def _address(name: str, code: str) -> str:
    return reverse(f"standards:{name}", kwargs={"code": code}) if code else ""


def _begun(place: "Place | None", reader: "Person") -> PlaceForm:
    if place is None:
        return PlaceForm(units=_units(reader))
    words = {"name": place.name, "job": place.job}
    return PlaceForm(words=words, unit=place.unit.code, units=_units(reader), is_new=False)


def place_form(data: "Mapping[str, object]", *, reader: "Person", is_new: bool) -> PlaceForm:
    return PlaceForm(data, units=_units(reader), is_new=is_new)


def serve_form(data: "Mapping[str, object]", *, place: "Place") -> ServeForm:
    return ServeForm(data, places=_places(standards.chain(), place))


def _units(reader: "Person") -> list[tuple[str, str]]:
    return [(unit.code, str(unit.name)) for unit in people.units_seen(viewer=reader, power=rules.KEEP)]


def _places(chain: Chain, place: "Place") -> list[tuple[str, str]]:
    served = {each.served_id for each in chain.services if each.server_id == place.pk}
    return [
        (one.code, _("%(place)s, %(unit)s") % {"place": one.name, "unit": one.unit.name})
        for key, one in chain.places.items()
        if key != place.pk and key not in served
    ]


def my_chain_page(mine: Mine | None) -> MyChainPage:
    if mine is None:
        return MyChainPage(
            title=_("Your job is not on the map yet"), serves=(), is_served_by=(), way=(),
            empty=Empty(
                says=_("Nobody has said yet whom your job serves."),
                detail=_("Ask your leader, or look at the whole chain."),
                action=Link(_("See the whole chain"), links.CHAIN.path()), icon="people",
            ),
            chain_url=links.CHAIN.path(),
        )  # fmt: skip
    return MyChainPage(
        title=_my_title(mine),
        serves=[_("%(place)s: %(what)s") % {"place": each.served.name, "what": each.what} for each in mine.serves],
        is_served_by=[
            _("%(place)s: %(what)s") % {"place": each.server.name, "what": each.what} for each in mine.is_served_by
        ],
        way=way(mine),
        empty=None,
        chain_url=links.CHAIN.path(),
    )


def _my_title(mine: Mine) -> str:
    if not mine.serves:
        return _("Nobody has said yet whom your job serves")
    names = _(", ").join(str(each.served.name) for each in mine.serves)
    return _("Your job serves: %(places)s") % {"places": names}


def way(mine: Mine) -> Sequence[LedgerEntry]:
    """Step by step from the person's own place to the customer."""
    if not mine.way:
        return ()
    steps = [
        LedgerEntry(
            says=str(each.served.name), stage="now" if each.served.is_customer else "done", detail=str(each.what)
        )
        for each in mine.way
    ]
    return (LedgerEntry(says=_("You: %(place)s") % {"place": mine.place.name}), *steps)
