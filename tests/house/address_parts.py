"""Which thing of a stand an address names, part by part."""

from servewell.rooms.voice.models import Voice
from tests.builders.world import Stand


def a_survey(_: Stand) -> object:
    return "four-aspects"


def a_playbook(_: Stand) -> object:
    return "four-aspects"


def a_first(_: Stand) -> object:
    return 1


def a_first_section(_: Stand) -> object:
    return 0


def a_draft(stand: Stand) -> object:
    return stand.draft


def a_question(_: Stand) -> object:
    return "smile"


def a_dispute(stand: Stand) -> object:
    return stand.dispute


def a_case(stand: Stand) -> object:
    return stand.case


def a_mark(stand: Stand) -> object:
    return stand.harm


def a_point(stand: Stand) -> object:
    return stand.point


def an_inquiry(stand: Stand) -> object:
    return stand.inquiry


def a_shared_view(stand: Stand) -> object:
    return stand.view


def a_stands_quota(stand: Stand) -> object:
    return stand.quota


def a_copy(stand: Stand) -> object:
    return stand.copy


def a_voice(stand: Stand) -> object:
    return stand.voice


def a_pictured_voice(stand: Stand) -> object:
    return stand.pictured


def a_photo(stand: Stand) -> object:
    return stand.photo


def a_voice_of_a_file(stand: Stand) -> object:
    return Voice.objects.filter(from_import=stand.taken_in).earliest("row").pk


def a_customer(stand: Stand) -> object:
    return stand.customer


def a_left_contact(stand: Stand) -> object:
    return stand.left


def an_erasure(stand: Stand) -> object:
    return stand.erasure


def a_proposal(stand: Stand) -> object:
    return stand.proposal


def a_merge(stand: Stand) -> object:
    return stand.merge


def a_speaker(stand: Stand) -> object:
    return stand.speaker


def a_contact(stand: Stand) -> object:
    return stand.contact


def a_suppression(stand: Stand) -> object:
    return stand.suppression


def a_channel(stand: Stand) -> object:
    return stand.channel.pk


def a_slug(stand: Stand) -> object:
    return stand.channel.slug


def a_form_for_the_field(stand: Stand) -> object:
    return f"{stand.unit.code}-field"


def a_token(stand: Stand) -> object:
    return stand.token


def a_pledge(_: Stand) -> object:
    return "service-pledge"


def an_annotation(stand: Stand) -> object:
    return stand.annotation


def a_reader_of_mondays_page(stand: Stand) -> object:
    return stand.reader


def a_link_that_ends_mondays_mail(stand: Stand) -> object:
    return stand.mail_ends


def a_finding(stand: Stand) -> object:
    return stand.published


def a_webhook(stand: Stand) -> object:
    return stand.webhook


def a_message(stand: Stand) -> object:
    return stand.message


def a_week(_: Stand) -> object:
    """Of a Monday's page that none of those who come has: everybody has their own."""
    return "2026-11-16"


def a_year(_: Stand) -> object:
    """For which a message may be written on the day of the tests."""
    return 2026


def an_aspect(_: Stand) -> object:
    return "respect"


def a_cause(_: Stand) -> object:
    return "hurry"


def a_chapter(stand: Stand) -> object:
    return stand.chapter


def an_edition(stand: Stand) -> object:
    return stand.edition


def a_process(stand: Stand) -> object:
    return f"check-in-{stand.unit.code}"


def a_place(stand: Stand) -> object:
    return f"front-desk-{stand.unit.code}"


def a_person(stand: Stand) -> object:
    return stand.person.number


def a_staff_file(stand: Stand) -> object:
    return stand.staff


def a_scim_path(_: Stand) -> object:
    return "Users"


def a_unit(stand: Stand) -> object:
    return stand.unit.code


def an_import(stand: Stand) -> object:
    return stand.brought


def a_shown_import(stand: Stand) -> object:
    return stand.taken_in


def a_held_row(_: Stand) -> object:
    return 6


def an_indicator(_: Stand) -> object:
    return "css"


def a_role(_: Stand) -> object:
    return "steward"


def a_grant(stand: Stand) -> object:
    return stand.grant


def a_campaign(stand: Stand) -> object:
    return stand.campaign


def an_asking_rule(stand: Stand) -> object:
    return stand.asking_rule


def an_opt_out(stand: Stand) -> object:
    return stand.opt_out


def a_letter(_: Stand) -> object:
    return 1


def a_brand(stand: Stand) -> object:
    return stand.brand
