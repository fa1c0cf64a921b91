"""What this room does when others announce."""

from servewell.base import today
from servewell.base.bus import follows_up, reacts_to
from servewell.base.permissions import HOUSE
from servewell.rooms.cases import selectors, services
from servewell.rooms.cases.events import CaseAnswered, CasesMerged, HarmTold, MergesUndone, ReceiptsWritten
from servewell.rooms.customers.events import CustomersErased
from servewell.rooms.people.events import PeopleLeft, UnitsKeptApart
from servewell.rooms.voice.events import ImportWithdrawn, VoicesReceived


@reacts_to(VoicesReceived)
def who_is_owed_an_answer_gets_a_case(event: VoicesReceived) -> None:
    services.open_for(voices=event.voices, by=HOUSE, at=event.at)


@follows_up(VoicesReceived)
def words_may_suggest_harm(event: VoicesReceived) -> None:
    services.suggest_harm(voices_received=event.voices, at=today.now())


@reacts_to(ImportWithdrawn)
def nobody_is_owed_for_a_withdrawn_file(event: ImportWithdrawn) -> None:
    services.withdraw_with(imports=event.imports, by=HOUSE, at=event.at)


@reacts_to(CustomersErased)
def letters_go_with_their_customer(event: CustomersErased) -> None:
    services.erase_with(customers=event.customers, closes_cases=event.closes_cases, by=HOUSE, at=event.at)


@reacts_to(PeopleLeft)
def nobodys_case_leaves_with_them(event: PeopleLeft) -> None:
    services.pass_on(owners=event.people, by=HOUSE, at=event.at)
    services.bring_points_back(people_left=event.people, by=HOUSE, at=event.at)
    services.keep_readers(people_left=event.people, at=event.at)


@reacts_to(UnitsKeptApart)
def what_is_kept_apart_stays_with_those_there(event: UnitsKeptApart) -> None:
    services.keep_to_those_there(units=event.units, by=HOUSE, at=event.at)


@follows_up(CaseAnswered)
def answers_are_handed_over(event: CaseAnswered) -> None:
    for delivery in event.deliveries:
        services.hand_over(delivery=delivery, at=today.now())


@follows_up(ReceiptsWritten)
def receipts_are_handed_over(event: ReceiptsWritten) -> None:
    for delivery in event.deliveries:
        services.hand_over(delivery=delivery, at=today.now())


@follows_up(CaseAnswered)
def answers_are_found(event: CaseAnswered) -> None:
    services.index_again(cases=selectors.cases_of_deliveries(deliveries=event.deliveries))


@follows_up(CasesMerged)
def merged_words_are_found(event: CasesMerged) -> None:
    services.index_again(cases=event.into)


@follows_up(MergesUndone)
def words_are_found_where_they_stand(event: MergesUndone) -> None:
    services.index_again(cases=(*event.cases, *event.into))


@follows_up(HarmTold)
def who_is_told_of_harm_hears_it_by_mail(event: HarmTold) -> None:
    services.mail_those_told(told=event.told, at=today.now())


@follows_up(CustomersErased)
def erased_words_leave_the_search(event: CustomersErased) -> None:
    services.index_again(cases=selectors.cases_answered_with(customers=event.customers))
    services.settle_words()
