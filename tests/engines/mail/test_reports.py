"""What comes back about a letter: which letter, which fate, and what is no report at all."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import mail
from tests.builders.mail_reports import a_bounce, a_complaint

same_every_time = settings(derandomize=True, deadline=None)


def test_a_bounce_names_its_letter_its_reader_and_its_reason() -> None:
    report = mail.read_report(
        a_bounce(
            "<asked-7.ab@example.com>",
            action="failed",
            status="5.1.1",
            says="smtp; 550 5.1.1 No such user",
            back_to="bounces+asked-7.ab@example.com",
        )
    )

    assert report == mail.Report(
        kind=mail.ReportKind.GONE,
        recipient="ann@example.org",
        says="5.1.1 smtp; 550 5.1.1 No such user",
        message_ids=("<asked-7.ab@example.com>",),
        tags=("asked-7.ab",),
    )


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", mail.ReportKind.GONE),
        ("Failed", "5.7.1", mail.ReportKind.GONE),
        ("failed", "5.2.2", mail.ReportKind.FAILED),
        ("failed", "4.4.7", mail.ReportKind.FAILED),
        ("failed", "", mail.ReportKind.FAILED),
        ("delayed", "4.4.1", mail.ReportKind.DELAYED),
        ("delivered", "2.0.0", mail.ReportKind.DELIVERED),
        ("relayed", "2.0.0", mail.ReportKind.DELIVERED),
        ("expanded", "2.0.0", mail.ReportKind.DELIVERED),
        ("of its own", "5.0.0", mail.ReportKind.FAILED),
    ],
)
def test_only_a_failure_for_good_is_for_good(action: str, status: str, kind: mail.ReportKind) -> None:
    assert mail.read_report(a_bounce("<a@b>", action=action, status=status, says="")).kind == kind


def test_a_complaint_names_its_letter() -> None:
    report = mail.read_report(a_complaint("<asked-7.ab@example.com>", kind="abuse"))

    assert report == mail.Report(
        kind=mail.ReportKind.COMPLAINT,
        recipient="ann@example.org",
        says="abuse",
        message_ids=("<asked-7.ab@example.com>",),
        tags=("asked-7.ab",),
    )
    assert mail.read_report(a_complaint("<a@b>", kind="not-spam")).kind == mail.ReportKind.NO_COMPLAINT


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"Subject: Out of office\n\nI am away.\n",
        b"Content-Type: multipart/report\n\nnothing inside\n",
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\n\n--x\n\nhello\n--x--\n',
        b'Content-Type: multipart/report; report-type=disposition-notification; boundary="x"\n\n--x\n\nread\n--x--\n',
    ],
)
def test_what_is_no_report_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(mail.NotAReport):
        mail.read_report(content)


@same_every_time
@given(st.data())
def test_a_report_that_was_damaged_on_its_way_is_read_or_refused(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([a_bounce("<a@b>"), a_complaint("<a@b>")]))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    damaged = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]

    with suppress(mail.NotAReport):
        assert mail.read_report(damaged).kind in mail.ReportKind


def test_a_report_is_about_the_letter_of_a_series_whose_signature_it_brings() -> None:
    signed = {key: mail.message_id(key=key, secret=b"secret", host="example.com") for key in ("asked-7", "monday-9")}
    tag = signed["monday-9"].strip("<>").partition("@")[0]

    def about(*message_ids: str, tags: tuple[str, ...] = ()) -> list[int | None]:
        report = mail.Report(mail.ReportKind.GONE, "ann@example.org", "", message_ids, tags)
        return [report.number_of(series=series, secrets=[b"secret"]) for series in ("asked-", "monday-")]

    assert about("<forged-1.ab@example.com>", signed["asked-7"]) == [7, None]
    assert about("<asked-7.ab@example.com>", tags=(tag,)) == [None, 9]
    assert about("<asked-7.ab@example.com>", tags=("monday-9.ab",)) == [None, None]
