"""Whom one may ask, by which contact, and if not, why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from servewell.base.permissions import HOUSE, Actor, NotAllowed
from servewell.rooms.customers import terms
from servewell.rooms.customers.models import Consent, Contact, ContactRule, Customer, Suppression
from servewell.rooms.customers.selectors.seeing import BATCH, contacts_of, entries_of, living, seen
from servewell.rooms.customers.terms import WhyNot


@dataclass(frozen=True)
class Rule:
    """How customers may be asked for a purpose. ``kinds`` are in the order in which they are tried."""

    purpose: str
    asks_consent_first: bool
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """One contact of a customer; it may be used where nothing speaks against it."""

    contact: int
    kind: str
    value: str
    why_not: tuple[WhyNot, ...] = ()


@dataclass(frozen=True)
class MayAsk:
    """``customer`` is the entry that stands for the person. ``why_not`` is empty where ``way`` may be used."""

    customer: int
    language: str
    why_not: tuple[WhyNot, ...]
    ways: tuple[Way, ...] = ()

    @property
    def way(self) -> Way | None:
        """The contact to use: the first that nothing speaks against."""
        return None if self.why_not else next(way for way in self.ways if not way.why_not)


def sentence(*, why_not: WhyNot) -> str:
    """The reason, for people."""
    return {
        WhyNot.UNKNOWN: _("Nobody is known under this number."),
        WhyNot.ERASED: _("What we knew about this customer was erased."),
        WhyNot.WITHDRAWN: _("The customer has withdrawn their consent."),
        WhyNot.NO_CONSENT: _("The customer has not agreed to this yet."),
        WhyNot.NO_CONTACT: _("The customer left no contact that may be used for this."),
        WhyNot.OPTED_OUT: _("The customer does not want to be written to for this any more."),
        WhyNot.COMPLAINED: _("The customer reported our message as unwanted."),
        WhyNot.BOUNCED: _("Messages to this contact came back."),
    }[why_not]


def rule_for(*, purpose: str) -> Rule:
    """The rule that holds today: the company's own, or the house's."""
    return _rule(purpose, ContactRule.objects.filter(purpose=purpose).order_by("-pk").first())


def _rule(purpose: str, own: ContactRule | None) -> Rule:
    if own is not None:
        return Rule(purpose=purpose, asks_consent_first=own.asks_consent_first, kinds=tuple(own.kinds))
    kinds = tuple(kind for kind, _ in terms.CONTACT_KINDS)
    return Rule(purpose=purpose, asks_consent_first=purpose not in terms.WITHOUT_CONSENT, kinds=kinds)


def contact_rules() -> dict[str, Rule]:
    """The rules that hold today, by purpose."""
    own = {each.purpose: each for each in ContactRule.objects.order_by("pk")}
    return {purpose: _rule(purpose, own.get(purpose)) for purpose, _ in terms.PURPOSES}


def may_ask(*, viewer: Actor, customers: Iterable[int], purpose: str) -> dict[int, MayAsk]:
    """Whether each of these customers may be asked, by the key given; six queries for every 2,000 of them.

    Entries that are one person get the same answer. Whom the viewer may not see is unknown to them.
    """
    rule = rule_for(purpose=purpose)
    keys = list(dict.fromkeys(customers))
    answers: dict[int, MayAsk] = {}
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        stands = living(keys=batch)
        known = _known(viewer, sorted(set(stands.values())))
        answers |= {key: known.answer(stands.get(key, key), rule) for key in batch}
    return answers


def answers_for(
    customer: Customer,
    contacts: Sequence[Contact],
    consents: Sequence[Consent],
    suppressions: "Sequence[tuple[Contact, Suppression]]",
) -> dict[str, MayAsk]:
    """Whether one customer may be asked, by purpose, from what was read of them already. For this room."""
    against: dict[tuple[str, str], list[tuple[str, WhyNot]]] = defaultdict(list)
    for _contact, row in suppressions:
        if row.lifted_at is None:
            against[row.kind, row.digest].append((row.purpose, _REASONS[row.reason]))
    known = _Known(
        persons={customer.pk: customer},
        contacts={customer.pk: list(reversed(contacts))},
        against=against,
        said={(customer.pk, each.purpose): each.is_given for each in consents},
    )
    return {purpose: known.answer(customer.pk, rule) for purpose, rule in contact_rules().items()}


@dataclass(frozen=True)
class _Known:
    """What must be known of some persons, by the entries that stand for them."""

    persons: Mapping[int, Customer]
    contacts: Mapping[int, Sequence[Contact]]
    against: Mapping[tuple[str, str], Sequence[tuple[str, WhyNot]]]
    said: Mapping[tuple[int, str], bool]

    def answer(self, key: int, rule: Rule) -> MayAsk:
        person = self.persons.get(key)
        if person is None:
            return MayAsk(customer=key, language="", why_not=(WhyNot.UNKNOWN,))
        of_rule = [each for each in self.contacts.get(key, ()) if each.kind in rule.kinds]
        ways = tuple(self._way(each, rule) for each in sorted(of_rule, key=lambda each: rule.kinds.index(each.kind)))
        why_not = _why_not(person, self.said.get((key, rule.purpose)), ways, rule)
        return MayAsk(customer=key, language=person.language, ways=ways, why_not=why_not)

    def _way(self, contact: Contact, rule: Rule) -> Way:
        digest = terms.contact_digest(contact.kind, contact.folded)
        reasons = {
            why for purpose, why in self.against.get((contact.kind, digest), ()) if purpose in ("", rule.purpose)
        }
        return Way(contact.pk, contact.kind, contact.value, tuple(sorted(reasons, key=_rank)))


def _known(viewer: Actor, stand: Sequence[int]) -> _Known:
    persons = {person.pk: person for person in seen(viewer).filter(pk__in=stand)}
    entries = {entry: entry for entry in persons}
    merged = Customer.objects.filter(merged_into__in=list(persons)).values_list("pk", "merged_into")
    entries |= {entry: into for entry, into in merged if into is not None}
    contacts: dict[int, list[Contact]] = defaultdict(list)
    for each in Contact.objects.filter(customer__in=list(entries)).exclude(folded="").order_by("-pk"):
        contacts[entries[each.customer_id]].append(each)
    digests = [terms.contact_digest(each.kind, each.folded) for many in contacts.values() for each in many]
    said = Consent.objects.filter(customer__in=list(entries)).order_by("pk")
    return _Known(
        persons=persons,
        contacts=contacts,
        against=_against(digests),
        said={
            (entries[entry], purpose): is_given
            for entry, purpose, is_given in said.values_list("customer", "purpose", "is_given")
        },
    )


def _against(digests: Sequence[str]) -> dict[tuple[str, str], list[tuple[str, WhyNot]]]:
    """By kind and digest: for which purpose (empty for all) the contact is not to be used, and why."""
    standing = Suppression.objects.filter(digest__in=digests, lifted_at__isnull=True)
    found: dict[tuple[str, str], list[tuple[str, WhyNot]]] = defaultdict(list)
    for kind, digest, purpose, reason in standing.values_list("kind", "digest", "purpose", "reason"):
        found[kind, digest].append((purpose, _REASONS[reason]))
    return found


def _why_not(person: Customer, said: bool | None, ways: Sequence[Way], rule: Rule) -> tuple[WhyNot, ...]:
    if person.erased_at is not None:
        return (WhyNot.ERASED,)
    if said is False:
        return (WhyNot.WITHDRAWN,)
    if said is None and rule.asks_consent_first:
        return (WhyNot.NO_CONSENT,)
    if any(not way.why_not for way in ways):
        return ()
    return tuple(sorted({reason for way in ways for reason in way.why_not}, key=_rank)) or (WhyNot.NO_CONTACT,)


def suppressed(
    *, viewer: Actor, contacts: Iterable[tuple[str, str]], purpose: str
) -> dict[tuple[str, str], tuple[WhyNot, ...]]:
    """Of these bare contacts (kind and value, as left) those not to be used, with the reasons. For the house only.

    Raises NotAContact.
    """
    if viewer is not HOUSE:
        raise NotAllowed("only the house asks this without a power")
    asked = {(kind, value): terms.contact_digest(kind, terms.folded(kind, value)) for kind, value in contacts}
    digests = sorted(set(asked.values()))
    against: dict[tuple[str, str], list[tuple[str, WhyNot]]] = {}
    for start in range(0, len(digests), BATCH):
        against |= _against(digests[start : start + BATCH])
    found = {
        each: {why for meant, why in against.get((each[0], digest), ()) if meant in ("", purpose)}
        for each, digest in asked.items()
    }
    return {each: tuple(sorted(reasons, key=_rank)) for each, reasons in found.items() if reasons}


def suppressions_of(*, customer: int) -> list[tuple[Contact, Suppression]]:
    """Every suppression that stands or stood on a contact of the customer's; whoever asks may see the customer."""
    return to_lift(suppressions_on(contacts_of(customer=customer)))


def to_lift(found: Sequence[tuple[Contact, Suppression]]) -> list[tuple[Contact, Suppression]]:
    """What stands on a contact that recognises somebody else is that customer's to lift. For this room."""
    return [(contact, row) for contact, row in found if contact.recognises]


def suppressions_on(left: Sequence[Contact]) -> list[tuple[Contact, Suppression]]:
    """Every suppression on contacts that were read already, whoever they recognise. For this room."""
    recognising_last = sorted(left, key=lambda each: each.recognises)
    by_digest = {(each.kind, terms.contact_digest(each.kind, each.folded)): each for each in recognising_last}
    rows = Suppression.objects.filter(digest__in=[digest for _, digest in by_digest]).order_by("pk")
    return [(by_digest[row.kind, row.digest], row) for row in rows if (row.kind, row.digest) in by_digest]


def consents_of(*, customer: int) -> list[Consent]:
    """All that the person said about purposes, in the order in which they said it; whoever asks may see them."""
    return list(Consent.objects.filter(customer__in=entries_of(customer=customer)).order_by("pk"))


def _rank(why_not: WhyNot) -> int:
    return list(WhyNot).index(why_not)


_REASONS = {terms.OPT_OUT: WhyNot.OPTED_OUT, terms.COMPLAINT: WhyNot.COMPLAINED, terms.BOUNCE: WhyNot.BOUNCED}
