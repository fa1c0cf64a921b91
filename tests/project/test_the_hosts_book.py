"""docs/run/book.md is done as it stands there: its commands are run, its units, settings and proxies are checked."""

import re
import shutil
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest
from click import Command, Context, Group

from servewell.project.command import servewell
from servewell.project.config import load
from tests import migrated
from tests.builders.homes import environment

ROOT = Path(__file__).resolve().parents[2]
BOOK = (ROOT / "docs" / "run" / "book.md").read_text("utf-8")
PROGRAM = "/opt/servewell/.venv/bin/servewell"
NAMED = re.compile(r"`/etc/systemd/system/([a-z-]+\.[a-z]+)`:\n\n```ini\n(.*?)```", re.DOTALL)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", BOOK, re.DOTALL | re.MULTILINE)


@pytest.mark.slow
def test_its_commands_lead_from_an_empty_home_to_one_that_was_restored_and_rotated(tmp_path: Path) -> None:
    migrated.home(tmp_path / "servewell")  # what init would take a minute for
    (tmp_path / "servewell").chmod(0o700)
    (tmp_path / "servewell" / "servewell.toml").write_text(f'backup_folder = "{tmp_path}/servewell-backups"\n')
    script = "".join(blocks("sh")).replace("/srv/", f"{tmp_path}/")
    calls = f'set -eu\nservewell() {{ "{sys.executable}" -m servewell.project.command "$@"; }}\n'

    said = subprocess.run(
        ["bash", "-c", calls + script],
        env=environment(tmp_path), capture_output=True, text=True, timeout=580, check=False,
    )  # fmt: skip

    assert (said.returncode, said.stderr[-500:] if said.returncode else "") == (0, "")
    words = said.stdout.splitlines()
    assert "Everything is in order." in words
    assert len([line for line in words if line.startswith("Wrote ")]) == 2
    assert [line for line in words if "lakeport" in line.lower()]
    assert len(list((tmp_path / "servewell-backups").glob("servewell-*.tar.gz"))) == 2
    assert not (tmp_path / "servewell-tried").exists()


def test_every_command_that_it_names_is_there() -> None:
    named = set(re.findall(r"(?:^|[\s`/])servewell ([a-z][a-z-]+)", BOOK)) - {"servewell"}
    context = Context(servewell)

    assert isinstance(servewell, Group)
    known = set(servewell.list_commands(context))
    assert {"backup", "restore", "upgrade", "rotate-secret", "check", "start", "init"} <= named & known
    assert named - known == set()
    assert all(isinstance(servewell.get_command(context, name), Command) for name in named)


def test_its_settings_are_known_and_fit(tmp_path: Path) -> None:
    settings = "".join(blocks("toml"))
    (tmp_path / "servewell.toml").write_text(settings)

    read = load({"SERVEWELL_HOME": str(tmp_path)})

    assert {name: read.values[name] for name in tomllib.loads(settings)} == tomllib.loads(settings)


def units(folder: Path) -> list[Path]:
    """Written down as they stand, with a program that is there."""
    written = []
    for name, text in NAMED.findall(BOOK):
        (folder / name).write_text(text.replace(PROGRAM, "/bin/true"))
        written.append(folder / name)
    return written


def test_its_units_call_the_program_as_the_homes_own_user(tmp_path: Path) -> None:
    read = {}
    for name, text in NAMED.findall(BOOK):
        unit = ConfigParser(interpolation=None, strict=False)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read_string(text)
        read[name] = unit
    services = {name: unit["Service"] for name, unit in read.items() if name.endswith(".service")}

    assert sorted(read) == ["servewell-backup.service", "servewell-backup.timer", "servewell.service"]
    assert {name: service["ExecStart"] for name, service in services.items()} == {
        "servewell.service": f"{PROGRAM} start",
        "servewell-backup.service": f"{PROGRAM} backup --keep 14",
    }
    assert {(service["User"], service["Environment"], service["UMask"]) for service in services.values()} == {
        ("servewell", "SERVEWELL_HOME=/srv/servewell", "0077")
    }
    assert int(services["servewell.service"]["TimeoutStopSec"]) > 20


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="this machine has no systemd")
def test_systemd_takes_its_units(tmp_path: Path) -> None:
    written = units(tmp_path)

    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, written)], capture_output=True, text=True, check=False
    )  # fmt: skip

    ours = [line for line in said.stderr.splitlines() if "servewell" in line]
    assert (said.returncode, ours) == (0, [])


def test_its_proxies_say_whose_address_it_is_and_keep_the_gauges_inside() -> None:
    (nginx,), (caddy,) = blocks("nginx"), blocks("caddy")

    assert nginx.count("{") == nginx.count("}")
    assert re.findall(r"proxy_set_header (\S+) (\S+);", nginx) == [
        ("Host", "$host"),
        ("X-Forwarded-Proto", "$scheme"),
        ("X-Forwarded-For", "$remote_addr"),
    ]
    assert re.search(r"location = /metrics \{\s*return 404;", nginx)
    assert "respond /metrics 404" in caddy
    assert "header_up X-Forwarded-For {remote_host}" in caddy


@pytest.mark.skipif(shutil.which("nginx") is None, reason="this machine has no nginx")
def test_nginx_takes_its_configuration(tmp_path: Path) -> None:
    (site,) = blocks("nginx")
    without_tls = re.sub(r"listen 443 ssl;|ssl_certificate\S* \S+;", "", site).replace("listen 80", "listen 8080")
    whole = f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ access_log off; {without_tls} }}"
    (tmp_path / "nginx.conf").write_text(whole)

    said = subprocess.run(["nginx", "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, check=False)
    assert said.returncode == 0, said.stderr
