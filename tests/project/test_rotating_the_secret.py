"""``servewell rotate-secret``: what was signed counts for the time promised, and names stay what they were."""

import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core import signing
from pytest_django import Settings

from servewell.base import keys
from servewell.engines.mail import message_ids, reports
from servewell.project import config, running, secret
from servewell.project.command import servewell
from tests.builders.mail_reports import a_bounce

A_DAY = 24 * 60 * 60


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SERVEWELL_HOME", str(tmp_path))
    return tmp_path


def rotated(*words: str) -> str:
    said = CliRunner().invoke(servewell, ["rotate-secret", *words])
    assert said.exit_code == 0, said.output
    return said.output


def use(settings: Settings, home: Path) -> None:
    """As the settings would be after a start in that home."""
    known = secret.of(home)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS, settings.STABLE_KEY = (
        known.now,
        list(known.earlier),
        known.first,
    )


def test_a_new_secret_signs_and_the_old_one_counts_until_its_time_is_over(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = config.load().secrets
    rotated()
    second = config.load().secrets
    rotated("--days", "1")
    third = config.load().secrets

    assert (first.earlier, first.first) == ((), first.now)
    assert (second.earlier, second.first) == ((first.now,), first.now)
    assert (third.earlier, third.first) == ((second.now, first.now), first.now)
    assert len({first.now, second.now, third.now}) == 3
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 2 * A_DAY)
    assert config.load().secrets.earlier == (first.now,)
    monkeypatch.setattr(time, "time", lambda: now + 91 * A_DAY)
    assert config.load().secrets == secret.Secrets(third.now, (), first.now)


def test_a_secret_that_others_know_counts_no_more(home: Path) -> None:
    config.load()

    assert rotated("--days", "0").startswith("A new secret signs from now on. Everybody signs in again.")
    assert config.load().secrets.earlier == ()


def test_both_files_are_their_owners_alone(home: Path) -> None:
    config.load()
    rotated()

    modes = {path.name: path.stat().st_mode & 0o777 for path in home.glob("secret.*")}
    assert modes == {"secret.key": 0o600, "secret.old": 0o600}


def test_a_served_home_is_not_rotated(home: Path) -> None:
    before = config.load().secrets

    with running.alone(home):
        said = CliRunner().invoke(servewell, ["rotate-secret"])

    assert said.exit_code == 1
    assert said.output.endswith("Stop it, rotate, start it again.\n")
    assert config.load().secrets == before


def test_what_was_signed_before_counts_after_and_names_stay(home: Path, settings: Settings) -> None:
    use(settings, home)
    signed = signing.dumps("a form on its way", salt="servewell.test")
    letter = message_ids.message_id(key="asked-7", secret=keys.signing_secrets()[0], host="example.com")
    names = keys.derived(seed="a reminder's link", secret=keys.stable_secret(), length=12)

    rotated()
    use(settings, home)

    assert signing.loads(signed, salt="servewell.test") == "a form on its way"
    report = reports.read_report(a_bounce(letter))
    assert report.number_of(series="asked-", secrets=keys.signing_secrets()) == 7
    assert report.number_of(series="asked-", secrets=keys.signing_secrets()[:1]) is None
    assert keys.derived(seed="a reminder's link", secret=keys.stable_secret(), length=12) == names
