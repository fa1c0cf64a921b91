"""The servewell command: words for people, one JSON document for machines, and faults that say how to mend them."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from bench.served import free_port
from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.project import ports, ready, supervisor
from servewell.project.command import servewell
from servewell.project.config import Config
from servewell.project.demo import sign_ins, unfinished
from servewell.project.demo.sign_ins import DemoSignIn, keep
from servewell.rooms.insight import selectors as figures
from servewell.rooms.insight import services as insight
from servewell.rooms.people import services as people
from servewell.rooms.voice.terms import Audience
from tests import migrated
from tests.builders import a_channel, a_company, a_person, a_survey, a_unit, a_voice, an_indicator


def called(*words: str) -> Result:
    return CliRunner().invoke(servewell, list(words), prog_name="servewell")


def really_called(*words: str, home: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """The command as a host calls it, in a process of its own."""
    environment: Mapping[str, str] = {
        **{key: value for key, value in os.environ.items() if not key.startswith(("SERVEWELL_", "DJANGO_"))},
        "SERVEWELL_HOME": str(home),
        **{f"SERVEWELL_{key.upper()}": value for key, value in settings.items()},
    }
    command = [sys.executable, "-m", "servewell.project.command", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Path:
    settings.HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path


def test_help_needs_no_home_and_lists_every_command(tmp_path: Path) -> None:
    said = really_called("--help", home=tmp_path / "home")

    listed = [
        line.split()[0] for line in said.stdout.partition("Commands:")[2].splitlines() if re.match("  [a-z]", line)
    ]
    assert (said.returncode, listed) == (
        0,
        [
            "init",
            "start",
            "demo",
            "units",
            "roles",
            "people",
            "token",
            "playbook",
            "processes",
            "recipe",
            "import",
            "imports",
            "customers",
            "measure",
            "executive",
            "define",
            "limits",
            "rescore",
            "mail-report",
            "backup",
            "restore",
            "upgrade",
            "rotate-secret",
            "check",
        ],
    )
    assert not (tmp_path / "home").exists()


def test_a_command_that_does_not_exist_is_a_wrong_call() -> None:
    said = called("serve")

    assert (said.exit_code, said.output.splitlines()[-1]) == (2, "Error: No such command 'serve'.")


@pytest.mark.slow
def test_a_new_home_is_made_ready_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    first = really_called("init", "--json", home=tmp_path)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    second = really_called("init", home=tmp_path)

    assert (first.returncode, first.stderr, json.loads(first.stdout)["home"]) == (0, "", str(tmp_path))
    assert json.loads(first.stdout)["migrations"] > 0
    assert (second.returncode, second.stdout, second.stderr) == (0, f"The home {tmp_path} is ready.\n", "")
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before
    assert tables_of(tmp_path) == tables_of(migrated.home(tmp_path / "of the tests"))


def tables_of(home: Path) -> Sequence[tuple[str, ...]]:
    """Every table, index and trigger, as SQLite wrote it down."""
    with sqlite3.connect(home / migrated.FILE) as database:
        return database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()


@pytest.mark.slow
def test_a_setting_that_is_wrong_stops_a_command_in_one_line(tmp_path: Path) -> None:
    said = really_called("check", home=tmp_path, port="eighty")

    assert (said.returncode, said.stdout, said.stderr) == (
        1,
        "",
        "Error: SERVEWELL_PORT is 'eighty', but it takes whole number. The port the web server listens on.\n",
    )


@pytest.mark.slow
def test_a_database_that_does_not_answer_is_a_finding_and_no_traceback(tmp_path: Path) -> None:
    said = really_called("check", "--json", home=tmp_path, database="postgresql://nobody@127.0.0.1:1/nothing")

    found = json.loads(said.stdout)
    assert (said.returncode, said.stderr, [sorted(one) for one in found]) == (1, "", [["mend", "what"]])
    assert found[0]["what"].startswith("The database does not answer: ")
    assert found[0]["mend"] == "Start it, or mend SERVEWELL_DATABASE."


@pytest.mark.slow
def test_a_file_that_is_no_database_stops_a_command_in_words(tmp_path: Path) -> None:
    (tmp_path / "servewell.sqlite3").write_bytes(b"not a database" * 100)

    said = really_called("init", home=tmp_path)

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == "Error: The database refused: file is not a database\nservewell check says more.\n"


def test_a_wrong_port_in_the_address_of_the_database_is_told(tmp_path: Path) -> None:
    said = really_called("check", home=tmp_path, database="postgresql://db:70000/servewell")

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("Error: The database's address has a wrong port: ")


@pytest.mark.django_db
def test_init_says_what_it_applied(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = ready.Made(home=home, migrations=3)
    monkeypatch.setattr(ready, "bring_up_to_date", lambda: made)

    assert called("init").output == f"The home {home} is ready. Applied 3 migrations.\n"
    assert json.loads(called("init", "--json").output) == {"home": str(home), "migrations": 3}


@pytest.mark.django_db
def test_a_demo_is_refused_where_a_company_is(home: Path) -> None:
    a_company()

    said = called("demo")

    assert (said.exit_code, said.output) == (
        1,
        f"Error: {home} has a company already. Name an empty folder in SERVEWELL_HOME.\n",
    )


@pytest.mark.django_db
def test_a_demo_only_if_empty_changes_nothing_and_repeats_the_sign_ins(home: Path) -> None:
    a_company()
    keep(home, [DemoSignIn("writer", "1005", "secret", "password")])
    before = sorted(file.name for file in home.iterdir() if file.is_file())

    words, document = called("demo", "--if-empty"), called("demo", "--if-empty", "--json")

    assert (words.exit_code, words.output) == (0, "The home has a company already.\n")
    assert (document.exit_code, json.loads(document.output)) == (
        0,
        [{"who": "writer", "number": "1005", "secret": "secret", "kind": "password"}],
    )
    assert sorted(file.name for file in home.iterdir() if file.is_file()) == before


def test_half_a_demo_is_not_served(home: Path) -> None:
    unfinished.begins(home)

    said = called("start")

    assert (said.exit_code, said.output) == (1, f"Error: {home} holds half a demo. Run: servewell demo\n")


def test_half_a_demo_is_cleared_away(tmp_path: Path) -> None:
    unfinished.begins(tmp_path)
    (tmp_path / "servewell.sqlite3").touch()
    (tmp_path / "lake").mkdir()
    (tmp_path / "secret.key").touch()

    unfinished.clear(tmp_path, is_sqlite=True)

    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_half_a_demo_in_another_database_is_left_to_the_host(tmp_path: Path) -> None:
    unfinished.begins(tmp_path)

    with pytest.raises(unfinished.CannotBeCleared, match=f"make an empty database, and remove {tmp_path}"):
        unfinished.clear(tmp_path, is_sqlite=False)
    assert unfinished.is_so(tmp_path)


def settings_with(settings: Settings, **changed: str | int | bool) -> None:
    known = settings.CONFIG
    settings.CONFIG = Config(home=known.home, values={**known.values, **changed}, secrets=known.secrets)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (
            [],
            [
                "Servewell serves http://localhost:8000",
                f"  1005  secret{' ' * 9}password{' ' * 9}writer",
                "Stop with Ctrl+C.",
            ],
        ),
        (
            ["--json"],
            {
                "address": "http://localhost:8000",
                "sign_ins": [{"who": "writer", "number": "1005", "secret": "secret", "kind": "password"}],
            },
        ),
    ],
)
def test_start_says_where_it_serves_and_who_may_sign_in(
    home: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, option: list[str], said: object
) -> None:
    keep(home, [DemoSignIn("writer", "1005", "secret", "password")])
    settings_with(settings, port=free_port())
    monkeypatch.setattr(ready, "bring_up_to_date", lambda: None)
    monkeypatch.setattr(supervisor, "supervise", lambda watched, *, answers, once_it_answers: once_it_answers())

    shown = called("start", *option)

    assert (shown.exit_code, shown.stderr) == (0, "Starting …\n")
    assert (json.loads(shown.stdout) if option else shown.stdout.splitlines()) == said


class SaidIt(Exception):
    """Ends the supervisor, which would watch for ever."""


def test_nothing_is_said_before_the_web_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda number, stop: None)
    asked = iter([False, False, True])

    def say() -> None:
        raise SaidIt

    with pytest.raises(SaidIt):
        supervisor.supervise([], answers=lambda: next(asked), once_it_answers=say)
    assert list(asked) == []


def test_a_port_where_nothing_listens_does_not_answer_and_neither_does_one_that_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert not ports.answers(host="127.0.0.1", port=silent.getsockname()[1])
    assert not ports.answers(host="127.0.0.1", port=free_port())


@pytest.mark.django_db
def test_an_activation_code_is_not_shown_after_it_was_used(home: Path) -> None:
    newcomer = a_person("Xiao", number="1120")
    code = people.print_activation_code(person=newcomer, by=HOUSE, at=today.now())
    keep(home, [DemoSignIn("starts next week", "1120", code, sign_ins.ACTIVATION_CODE)])
    before = [one.secret for one in sign_ins.usable(home)]

    people.activate(number="1120", code=code, pin="402817", at=today.now())

    assert (before, [one.secret for one in sign_ins.usable(home)]) == ([code], ["(used)"])


def test_a_port_that_is_taken_is_told_before_anything_starts(home: Path, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        settings_with(settings, port=port)
        said = called("start")

    assert (said.exit_code, said.output) == (
        1,
        f"Error: Port {port} is taken: stop what listens there, or set SERVEWELL_PORT.\n",
    )
    assert list(home.iterdir()) == []


def test_the_port_of_the_demos_mailbox_is_tried_as_well(home: Path, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings_with(settings, port=free_port(), demo_mailbox=True, mail_port=taken.getsockname()[1])
        said = called("start")

    assert said.exit_code == 1
    assert said.output.endswith("is taken: stop what listens there, or set SERVEWELL_MAIL_PORT.\n")


def test_an_address_that_is_not_this_machines_is_told(home: Path, settings: Settings) -> None:
    settings_with(settings, listen="203.0.113.9")

    said = called("start")

    assert said.exit_code == 1
    assert said.output.startswith("Error: Nothing can listen at 203.0.113.9, port 8000: ")
    assert said.output.endswith("Set SERVEWELL_LISTEN and SERVEWELL_PORT.\n")


def figures_in(measured: Result) -> list[dict[str, Any]]:
    """Of what ``servewell measure --json`` printed."""
    printed: list[dict[str, Any]] = json.loads(measured.output)["figures"]
    return printed


def test_figures_are_measured_in_words_and_as_json(lake_db: Path) -> None:
    at = datetime(2026, 11, 10, 4, tzinfo=UTC)
    a_company()
    an_indicator(definition="The two best answers of five.")
    channel = a_channel(a_unit("inn", under=a_company()))
    for overall in (5, 4, 2, 5):
        a_voice(channel, overall, at=at)
    insight.rebuild(at=at)

    words, document = called("measure", "css", "--by", "year", "--unit", "inn"), called("measure", "--json")

    assert (words.exit_code, words.output.splitlines()) == (
        0,
        [
            "2026  inn                      overall              0.750  (0.301 to 0.954, n = 4)",
            "The two best answers of five.",
        ],
    )
    rows = figures_in(document)
    assert {each["tree"] for each in figures_in(called("measure", "--tree", "today", "--json"))} == {"today"}
    names = [
        *("period", "unit", "aspect", "value", "n", "low", "high", "definition"),
        *("kind", "scale", "series", "encounters", "tree"),
        *("item", "indicator", "version", "withheld", "sources"),
    ]
    assert (document.exit_code, [list(row) for row in rows]) == (0, [names] * 2)
    assert [(row["period"], row["unit"], row["aspect"], row["n"]) for row in rows] == [
        ("2026-11", "company", None, 4),
        ("2026-11", "inn", None, 4),
    ]


def test_figures_are_of_this_moment_also_where_no_worker_runs(lake_db: Path) -> None:
    an_indicator()
    channel = a_channel(a_company())
    at = datetime(2026, 11, 10, 4, tzinfo=UTC)
    a_voice(channel, 5, at=at)
    first = called("measure", "--json")
    a_voice(channel, 1, at=at)

    second = called("measure", "--json")

    counted = [[(row["n"], row["value"]) for row in figures_in(each)] for each in (first, second)]
    assert counted == [[(1, 1.0)], [(2, 0.5)]]


def test_figures_are_printed_with_what_makes_them_again(lake_db: Path) -> None:
    an_indicator()
    channel = a_channel(a_unit("inn", under=a_company()))
    at = datetime(2026, 11, 10, 4, tzinfo=UTC)
    a_voice(channel, 5, at=at)
    a_voice(channel, 1, at=at)
    insight.rebuild(at=at)
    asked = ("measure", "--by", "year", "--unit", "inn", "--until", "2026-11-30", "--json")

    plain, again, mean, autumn = (
        json.loads(called(*asked, *more).output)["basis"]
        for more in ((), (), ("--definition", "mean"), ("--from", "2026-11-11"))
    )

    until = {"unit": "inn", "by": "year", "until": "2026-11-30"}
    assert plain["options"] == {**until, "version": "1", "from": "2026-11-01"}
    assert mean["options"] == {**until, "from": "2026-11-01", "definition": "mean"}
    assert plain["software"]["servewell"]
    assert plain == again
    assert plain["digest"] == mean["digest"], "the same answers, counted otherwise"
    assert autumn["digest"] not in (None, plain["digest"])


def test_the_digest_of_what_employees_said_by_one_channel_is_of_their_answers(lake_db: Path) -> None:
    an_indicator()
    desk = a_channel(slug="desk", audience=Audience.INTERNAL)
    at, asked = datetime(2026, 11, 10, 4, tzinfo=UTC), ("measure", "--channel", "desk", "--by", "year", "--json")
    digests = []
    for points in (5, 1):
        a_voice(desk, points, at=at)
        insight.rebuild(at=at)
        digests.append(
            [json.loads(called(*asked, *more).output)["basis"]["digest"] for more in ((), ("--audience", "internal"))]
        )

    assert [len(set(each)) for each in digests] == [1, 1], "it is the same whether or not one says whose channel it is"
    assert digests[0] != digests[1]


def test_a_mean_is_printed_without_changing_what_the_company_defined(lake_db: Path) -> None:
    company = a_company()
    an_indicator(definition="The two best answers.")
    for overall, month in ((5, 9), (4, 10), (1, 11)):
        a_voice(a_channel(company), overall, at=datetime(2026, month, 10, 4, tzinfo=UTC))
    insight.rebuild(at=datetime(2026, 11, 10, 4, tzinfo=UTC))

    asked = ("measure", "css", "--definition", "mean", "--by", "year")
    words, document = called(*asked), called(*asked, "--json")
    autumn = called(*asked, "--from", "2026-10-10", "--until", "2026-11-10", "--instrument", "four-aspects", "--json")
    defined = called("measure", "css", "--by", "year", "--json")

    mean = "Mean of the answers to the overall question, on their scale; 95 % t interval."
    assert words.output.splitlines() == [
        "2026  company                  overall              3.333  (1.000 to 5.000, n = 3, 1 to 5)",
        mean,
    ]
    assert figures_in(document) == [
        {
            "period": "2026", "unit": "company", "aspect": None, "value": 3.333333333, "n": 3,
            "low": 1.0, "high": 5.0, "definition": mean,
            "kind": "mean", "scale": "1 to 5", "series": ["four-aspects/overall/1"], "encounters": None,
            "tree": "as-it-was", "item": None, "indicator": "css", "version": 0, "withheld": None, "sources": [],
        }
    ]  # fmt: skip
    assert [(row["value"], row["n"]) for row in figures_in(autumn)] == [(2.5, 2)]
    assert [(row["value"], row["kind"]) for row in figures_in(defined)] == [(pytest.approx(2 / 3), "top-boxes")]


def test_what_a_figure_means_is_defined_in_four_languages_and_once(lake_db: Path) -> None:
    homeless = called("define", "css", "--definition", "mean")
    a_company()
    an_indicator()

    first, again = (called("define", "css", "--definition", "mean", "--json") for _ in range(2))
    words = called("define", "css", "--definition", "top-boxes", "--top-boxes", "3")

    assert (homeless.exit_code, homeless.output) == (
        1,
        "Error: There is no company in this home yet, so nothing to define for it.\n",
    )
    assert (
        json.loads(first.output)
        == json.loads(again.output)
        == {
            "indicator": "css",
            "version": 2,
            "kind": "mean",
            "top_boxes": None,
            "questions": [],
            "sources": [],
            "definition": "Mean of the answers to the overall question, on their scale; 95 % t interval.",
        }
    )
    assert words.output == (
        "css, version 3: Share of the 3 best answers to the overall question; 95 % Wilson interval.\n"
    )
    assert figures.indicator().definition.missing() == ()


COMPOSITE = """
kind: composite
title: {en: Our score, es: Nuestro índice}
sources:
  - {name: Guests, weight: 3}
  - {kind: mean, weight: 1, questions: [four-aspects/@score]}
"""


def test_a_file_defines_a_composite_and_words_that_it_leaves_out_are_ours(lake_db: Path, tmp_path: Path) -> None:
    a_survey()
    file = tmp_path / "score.yaml"
    file.write_text(COMPOSITE, encoding="utf-8")

    found = json.loads(called("define", "score", "--file", str(file), "--json").output)

    assert (found["version"], found["kind"], found["sources"]) == (
        1,
        "composite",
        [
            {"name": "Guests", "kind": "top-boxes", "weight": 3.0},
            {"name": "How did we do?", "kind": "mean", "weight": 1.0},
        ],
    )
    assert found["definition"] == (
        "Weighted mean of “Guests” (share of the 2 best answers, weight 3), “How did we do?” (mean from the worst to "
        "the best, weight 1), each from 0 to 1, in hundredths; the weights add up to 4. It is told only where every "
        "source has answers; 95 % interval from those of the sources."
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[1, 2]", "write fields with values"),
        ("kind: modus\n", "there is no kind 'modus'"),
        ("title: T\nquestions: []\n", "the list is empty, so nothing would count"),
        ("title: T\nquestion: x\n", "question is not known"),
        ("title: {fr: T}\n", "fr"),
        ("kind: mean\n", "give a title"),
        ("title: T\nsources:\n  - {weight: heavy}\n", "give the weight as a number"),
        ("title: T\nsources:\n  - {weight: 1}\n", "give it a name"),
        ("title: T\nsources:\n  - {name: A, weight: 1}\n", "1 sources; a composite has 2 or more"),
        ("title: T\nsources:\n  - {name: A, weight: 1}\n  - {name: B, weight: -1}\n", "the weight is -1"),
        ("title: [\n", "definition.yaml"),
    ],
)
def test_a_file_that_defines_nothing_is_refused_in_words(
    lake_db: Path, tmp_path: Path, written: str, said: str
) -> None:
    a_company()
    file = tmp_path / "definition.yaml"
    file.write_text(written, encoding="utf-8")

    refused = called("define", "own", "--file", str(file))

    assert refused.exit_code != 0
    assert said in refused.output.replace("\n", " ")
    assert "Traceback" not in refused.output


def test_named_questions_are_defined_by_their_names_and_refused_where_they_are_not_there(lake_db: Path) -> None:
    a_survey()

    effort = called("define", "ces", "--definition", "top-boxes", "--question", "four-aspects/effective")
    nowhere = called("define", "ces", "--definition", "top-boxes", "--question", "four-aspects/easy")
    off_scale = called("define", "nps", "--definition", "net-promoters", "--question", "four-aspects/overall")

    assert effort.output == (
        "ces, version 1: Share of the 3 best answers to “Was everything done well and on time?”; "
        "95 % Wilson interval.\n"
    )
    assert (nowhere.exit_code, off_scale.exit_code) == (1, 1)
    assert "Error: ces: there is no question on a scale 'four-aspects/easy'. There are: " in nowhere.output
    assert off_scale.output == (
        "Error: nps: four-aspects/overall is asked on a scale of 1 to 5; promoters need 0 to 10\n"
    )


def test_before_the_first_answer_there_is_nothing_to_measure(lake_db: Path) -> None:
    a_company()
    an_indicator()
    insight.rebuild(at=datetime(2026, 11, 10, 4, tzinfo=UTC))

    words, document = called("measure"), called("measure", "--json")

    assert (words.exit_code, words.output) == (0, "There is nothing to measure yet.\n")
    assert (document.exit_code, figures_in(document)) == (0, [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nps"], "Error: Invalid value for INDICATOR: "),
        (["css", "--unit", "spa"], "Error: Invalid value for --unit: no unit has the code 'spa'; "),
        (
            ["css", "--instrument", "spa"],
            "Error: Invalid value for --channel or --instrument: No instrument with answers",
        ),
        (
            ["css", "--from", "2026-02-01", "--until", "2026-01-31"],
            "Error: Invalid value for --from: the first day lies",
        ),
        (["css", "--from", "May"], "Error: Invalid value for '--from': 'May' does not match the format"),
        (
            ["css", "--definition", "mean", "--top-boxes", "2"],
            "Error: Invalid value for --top-boxes: Only a share counts the best answers; leave out --top-boxes.",
        ),
        (
            ["mood", "--definition", "mean"],
            "Error: Invalid value for INDICATOR: There are no words for 'mood'; known are: css, nps, ces.",
        ),
        (["css", "--tree", "old"], "Error: Invalid value for '--tree': 'old' is not one of 'as-it-was', 'today'."),
        (
            ["css", "--by", "hour"],
            "Error: Invalid value for '--by': 'hour' is not one of 'day', 'week', 'month', 'quarter', 'year'.",
        ),
        (["css", "--version", "7"], "Error: Invalid value for INDICATOR: 'css' has no version 7. Its versions are: 1."),
        (["css", "--language", "fr"], "Error: Invalid value for --language: No language with answers is called 'fr'"),
        (["css", "--item", "overall"], "Error: Invalid value for --item: No item with answers is called 'overall'"),
        (
            ["css", "--aspect", "respect", "--item", "four-aspects/overall"],
            "Error: Invalid value for --aspect or --item: Look at the aspect 'respect' or at the question",
        ),
        (
            ["css", "--definition", "mean", "--version", "1"],
            "Error: Invalid value for --version: a definition of this once has no versions",
        ),
        (["css", "--chart"], "Error: Invalid value for --unit: --chart is of one unit: give its code"),
        (
            ["css", "--chart", "--unit", "company", "--from", "2026-01-01"],
            "Error: Invalid value for --from: a page shows what the company defined, over its own periods",
        ),
    ],
)
def test_what_cannot_be_measured_is_a_wrong_call(lake_db: Path, words: list[str], said: str) -> None:
    a_company()
    an_indicator()

    refused = called("measure", *words)

    assert (refused.exit_code, refused.output.splitlines()[-1][: len(said)]) == (2, said)
