"""A host's settings: where they come from, and what is said when one is wrong."""

from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from servewell.project import config
from servewell.project.config import KEYS, SettingIsWrong, load


def home_with(folder: Path, toml: str = "", **settings: str) -> Mapping[str, str]:
    """An environment whose home folder holds this servewell.toml."""
    (folder / "servewell.toml").write_text(toml, encoding="utf-8")
    return {"SERVEWELL_HOME": str(folder), **{f"SERVEWELL_{key.upper()}": value for key, value in settings.items()}}


def complaint(environment: Mapping[str, str]) -> str:
    with pytest.raises(SettingIsWrong) as raised:
        load(environment)
    return str(raised.value)


def test_the_environment_outweighs_the_file_and_the_file_the_default(tmp_path: Path) -> None:
    read = load(home_with(tmp_path, 'port = 9000\nmail_host = "smtp.example.com"\n', port="9001"))

    assert (read.number("port"), read.text("mail_host"), read.number("web_processes")) == (9001, "smtp.example.com", 2)


def test_a_home_without_settings_has_every_default(tmp_path: Path) -> None:
    assert load({"SERVEWELL_HOME": str(tmp_path)}).values == {key.name: key.default for key in KEYS}


def test_every_default_is_a_value_that_its_key_takes(tmp_path: Path) -> None:
    said = {key.name: str(key.default).lower() if key.default is not None else "" for key in KEYS}

    assert load(home_with(tmp_path, **said)).values == {key.name: key.default for key in KEYS}


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        (
            "port",
            "eighty",
            "SERVEWELL_PORT is 'eighty', but it takes whole number. The port the web server listens on.",
        ),
        ("port", "0", "SERVEWELL_PORT is 0, but it lies from 1 to 65535. The port the web server listens on."),
        ("debug", "7", "SERVEWELL_DEBUG is '7', but it takes true or false. "),
        ("base_url", "example.com", "SERVEWELL_BASE_URL is 'example.com', which does not fit. The address people type"),
        ("mail_security", "ssl", "SERVEWELL_MAIL_SECURITY is 'ssl', which does not fit. none, starttls or tls."),
        ("mail_from", "care", "SERVEWELL_MAIL_FROM is 'care', which does not fit. The address answers come from."),
        ("web_processes", "-2", "SERVEWELL_WEB_PROCESSES is -2, but it lies from 1 to 64. Web server processes."),
    ],
)
def test_a_wrong_value_is_named_with_what_it_takes(tmp_path: Path, key: str, value: str, said: str) -> None:
    assert complaint(home_with(tmp_path, **{key: value})).startswith(said)


def test_a_wrong_secret_is_not_repeated(tmp_path: Path) -> None:
    said = complaint(home_with(tmp_path, database="mysql://servewell:a-pass-word@db/servewell"))

    assert said == (
        "SERVEWELL_DATABASE is set, which does not fit. "
        "postgresql://user:password@host:port/name; empty: SQLite in the home folder."
    )


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    said = complaint(home_with(tmp_path, 'mailhost = "smtp.example.com"\n'))

    file = tmp_path / "servewell.toml"
    assert said == f"{file} has a key that Servewell does not know: mailhost. See docs/run/settings.md."


def test_a_wrong_value_in_the_file_names_the_file(tmp_path: Path) -> None:
    said = complaint(home_with(tmp_path, "port = true\n"))

    file = tmp_path / "servewell.toml"
    assert said == f"port in {file} is True, but it takes whole number. The port the web server listens on."


@pytest.mark.parametrize("damaged", ["port = = 8000\n", 'mail_host = "smtp'])
def test_a_damaged_file_is_named_with_its_line(tmp_path: Path, damaged: str) -> None:
    said = complaint(home_with(tmp_path, damaged))

    assert said.startswith(f"{tmp_path / 'servewell.toml'} is not valid TOML: ")
    assert said.endswith("Mend that line and start again.")


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "servewell.toml").write_bytes(b"\xff\xfe\x00")

    assert complaint({"SERVEWELL_HOME": str(tmp_path)}).startswith(f"{tmp_path / 'servewell.toml'} is not valid TOML: ")


def said_about(environment: Mapping[str, str]) -> str:
    """What is complained about; nothing when all was read."""
    try:
        load(environment)
    except SettingIsWrong as said:
        return str(said)
    return ""


@given(written=some.binary(max_size=60))
def test_whatever_stands_in_the_file_it_is_read_or_refused_by_the_files_name(
    tmp_path_factory: pytest.TempPathFactory, written: bytes
) -> None:
    folder = tmp_path_factory.mktemp("home")
    (folder / "servewell.toml").write_bytes(written)

    said = said_about({"SERVEWELL_HOME": str(folder)})

    assert not said or str(folder / "servewell.toml") in said


@given(value=some.text(max_size=8) | some.integers().map(str))
def test_a_port_is_what_can_be_a_port_and_all_else_is_refused(
    tmp_path_factory: pytest.TempPathFactory, value: str
) -> None:
    said = said_about({"SERVEWELL_HOME": str(tmp_path_factory.getbasetemp()), "SERVEWELL_PORT": value})

    is_a_port = value.isascii() and value.isdigit() and 1 <= int(value) <= 65_535
    assert said.startswith("SERVEWELL_PORT is ") is not is_a_port


def test_a_home_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("not a folder")

    assert complaint({"SERVEWELL_HOME": str(home)}) == (
        f"The home folder {home} cannot be used: File exists ({home}). "
        "Make it writable, or name another one in SERVEWELL_HOME."
    )


def test_a_home_that_cannot_be_written_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root may write anywhere, so the refusal is made by hand."""

    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied", str(tmp_path / "secret.key"))

    monkeypatch.setattr(config.os, "open", refuse)

    assert complaint({"SERVEWELL_HOME": str(tmp_path)}) == (
        f"The home folder {tmp_path} cannot be used: Permission denied ({tmp_path / 'secret.key'}). "
        "Make it writable, or name another one in SERVEWELL_HOME."
    )


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = load({"SERVEWELL_HOME": str(tmp_path)}).secret_key

    assert (load({"SERVEWELL_HOME": str(tmp_path)}).secret_key, len(first)) == (first, 64)
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_half_a_secret_is_refused_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("half")

    assert complaint({"SERVEWELL_HOME": str(tmp_path)}) == (
        f"{tmp_path / 'secret.key'} holds no secret of at least 32 characters. "
        "Restore it from a backup, or delete it to make a new one: everybody then signs in again."
    )
    assert (tmp_path / "secret.key").read_text() == "half"


def secret_of(folder: str) -> str:
    return load({"SERVEWELL_HOME": folder}).secret_key


def test_processes_that_make_the_secret_at_once_agree(tmp_path: Path) -> None:
    folders = [str(tmp_path / f"home-{number}") for number in range(10) for _ in range(4)]

    with ProcessPoolExecutor(max_workers=4) as pool:
        secrets = list(pool.map(secret_of, folders))

    assert {folder: secret_of(folder) for folder in folders} == dict(zip(folders, secrets, strict=True))
    assert len({(folder, secret) for folder, secret in zip(folders, secrets, strict=True)}) == 10
