"""Finding words: a folded, segmented index that answers alike on SQLite and on PostgreSQL.

Neither database's own idea of a word is used. A text is folded (case, accents and the two Chinese scripts count for
nothing) and cut here into tokens with places; the databases only keep them (FTS5, tsvector) and find tokens, phrases of
tokens and beginnings of tokens. Chinese and Japanese are cut into overlapping pairs of signs, and the last sign of a
run stands alone: so any stretch of signs is a phrase of pairs, and a single sign is the beginning of one.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

# PostgreSQL knows no more places in a text, nor more places of one token: what lies beyond is found on neither database
MOST_TOKENS = 16_000
MOST_PLACES = 255
LONGEST_TEXT = 100_000
LONGEST_TOKEN = 48
# pages of an index that are cleaned up in one go; a step that changes fewer rows than two found nothing to do
MERGED_AT_ONCE = 200
FEWEST_CHANGES = 2
# keeps the place of a token that is left out; it is no letter, so no query can ask for it
GAP = "·"

_quotes = str.maketrans(dict.fromkeys("“”„‟«»「」『』〝〞＂", '"'))
_apostrophes = re.compile("['’ʼ‘＇]")
_accents = re.compile("[\u0300-\u036f]")
# written without spaces: Han and kana, and the scripts of Thailand, Laos, Burma and Cambodia
_unspaced = (
    "\u0e01-\u0eff\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
)
# vowel signs that belong to their letters: of India and its neighbours, Hebrew, Arabic
_marks = "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0dff\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
_runs = re.compile(rf"(?P<unspaced>[{_unspaced}]+)|[^\W_{_unspaced}]+(?:[{_marks}]+[^\W_{_unspaced}]*)*")
_han = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))

MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE {name} USING fts5(tokens, tokenize='ascii')",
    ],
    "postgresql": [
        "CREATE TABLE {name} (key bigint PRIMARY KEY, tokens tsvector NOT NULL)",
        "CREATE INDEX {name}_by_token ON {name} USING gin (tokens)",
    ],
}
PUT = {
    "sqlite": "INSERT OR REPLACE INTO {name} (rowid, tokens) VALUES (%s, %s)",
    "postgresql": "INSERT INTO {name} (key, tokens) VALUES (%s, %s::tsvector) ON CONFLICT (key) DO NOTHING",
}
KEY = {"sqlite": "rowid", "postgresql": "key"}
FIND = {
    "sqlite": "SELECT rowid FROM {name} WHERE {name} MATCH %s",
    "postgresql": "SELECT key FROM {name} WHERE tokens @@ %s::tsquery",
}


@dataclass(frozen=True)
class Part:
    """One thing that must occur: tokens next to each other; the last one may be only the beginning of a token."""

    tokens: tuple[str, ...]
    is_beginning: bool


def fold(text: str) -> str:
    """The text as it is compared: "NIÑO" is "nino" and 服務 is 服务, so whoever types in haste finds it."""
    plain = _apostrophes.sub("", text).casefold()  # "don't" is one word, and so is "dont"
    if plain.isascii():
        return plain
    bare = _accents.sub("", unicodedata.normalize("NFKD", plain))
    return unicodedata.normalize("NFKC", bare).casefold().translate(_one_script())


@lru_cache(maxsize=1)
def _one_script() -> Mapping[int, str]:
    """Traditional signs to simplified ones, sign by sign and in no context: a text and a query must fold alike."""
    import opencc  # noqa: PLC0415  loads its dictionaries, which only those who search need

    signs = [chr(number) for first, last in _han for number in range(first, last + 1)]
    simple = "\n".join(signs)
    for of_a_place in ("hk2s", "tw2s"):
        simple = opencc.OpenCC(of_a_place).convert(simple)
    return {ord(sign): plain for sign, plain in zip(signs, simple.split("\n"), strict=True) if sign != plain}


def tokens_of(text: str) -> list[str]:
    """What the index holds of a text, each token in its place."""
    tokens: list[str] = []
    counts: dict[str, int] = {}
    for run in _runs.finditer(fold(text[:LONGEST_TEXT])):
        for token in _cut(run):
            counts[token] = counts.get(token, 0) + 1
            tokens.append(token if counts[token] <= MOST_PLACES else GAP)
        if len(tokens) >= MOST_TOKENS:
            break
    return tokens[:MOST_TOKENS]


def parts_of(query: str) -> tuple[Part, ...]:
    """What must occur: each word or its beginning, and what stands in quotes word for word. Operators are only words.

    Nothing where the query holds neither letters nor digits.
    """
    parts: dict[Part, None] = {}
    for number, piece in enumerate(query.translate(_quotes).split('"')):
        is_quoted = number % 2 == 1
        for words in [piece] if is_quoted else piece.split():
            if runs := list(_runs.finditer(fold(words))):
                parts[_part(runs, is_quoted=is_quoted)] = None
    return tuple(parts)


def _part(runs: Sequence[re.Match[str]], *, is_quoted: bool) -> Part:
    tokens = [token for run in runs for token in _cut(run)]
    if not runs[-1]["unspaced"]:
        return Part(tuple(tokens), is_beginning=not is_quoted)
    # in the text the run may go on, so its last sign need not stand alone there
    is_one_sign = len(runs[-1][0]) == 1
    return Part(tuple(tokens if is_one_sign else tokens[:-1]), is_beginning=is_one_sign)


def _cut(run: re.Match[str]) -> list[str]:
    if not run["unspaced"]:
        return [run[0][:LONGEST_TOKEN]]
    return [run[0][place : place + 2] for place in range(len(run[0]))]


def make(*, name: str, connection: BaseDatabaseWrapper) -> None:
    """Make an index, in a migration. Its keys are those of the rows whose texts it holds.

    The tokens stay in it on SQLite too, so that a row can be taken out of it without its text.
    """
    with connection.cursor() as cursor:
        for statement in MAKE[connection.vendor]:
            cursor.execute(statement.format(name=name))


def unmake(*, name: str, connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {name}")


def put(*, name: str, tokens: Mapping[int, Sequence[str]]) -> None:
    """Hold the tokens of these rows, by key, as ``tokens_of`` gives them; who is held already, stays."""
    with connection.cursor() as cursor:
        cursor.executemany(PUT[connection.vendor].format(name=name), [(key, _kept(tokens[key])) for key in tokens])


def _kept(tokens: Sequence[str]) -> str:
    if connection.vendor == "sqlite":
        return " ".join(tokens)
    places: dict[str, list[str]] = {}
    for place, token in enumerate(tokens, start=1):
        if token != GAP:
            places.setdefault(token, []).append(str(place))
    return " ".join(f"'{token}':{','.join(at)}" for token, at in places.items())


def remove(*, name: str, keys: Iterable[int]) -> None:
    """Take rows out; those that are not there are passed over."""
    held = KEY[connection.vendor]
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {name} WHERE {held} = %s", [(key,) for key in keys])  # noqa: S608


def merge_some(*, name: str) -> bool:
    """Clean up a piece of an index in which rows were removed; whether more is left. On PostgreSQL nothing is."""
    if connection.vendor != "sqlite":
        return False
    with connection.cursor() as cursor:
        before = connection.connection.total_changes
        # negative: all pieces are merged in the end, so that a removed row's tokens stand in none
        cursor.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('merge', %s)", [-MERGED_AT_ONCE])  # noqa: S608
        return bool(connection.connection.total_changes - before >= FEWEST_CHANGES)


def empty(*, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name}")  # noqa: S608  the name is a room's own


def is_missing(*, name: str, key: str) -> RawSQL:
    """A condition: no row is held under ``key``, a column of the query, as ``voice_comment.id``."""
    held = f"SELECT 1 FROM {name} WHERE {name}.{KEY[connection.vendor]} = {key}"  # noqa: S608
    return RawSQL(f"NOT EXISTS ({held})", (), output_field=BooleanField())  # noqa: S611


def last_key(*, name: str) -> int:
    """The highest key held, or 0."""
    held = KEY[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {held} FROM {name} ORDER BY {held} DESC LIMIT 1")  # noqa: S608
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def matching(*, name: str, query: str) -> RawSQL:
    """The keys of the rows in which everything occurs that the query asks for, for ``pk__in=``.

    Nothing is found where the query holds neither letters nor digits.
    """
    parts = parts_of(query)
    if not parts:
        return RawSQL(f"SELECT {KEY[connection.vendor]} FROM {name} WHERE 1 = 0", ())  # noqa: S608, S611
    return RawSQL(FIND[connection.vendor].format(name=name), (_asked(parts),))  # noqa: S611


def keys_up_to(*, name: str, query: str, most: int) -> list[int] | None:
    """The keys of the rows in which everything occurs that the query asks for; None if more than ``most``."""
    found = matching(name=name, query=query)
    with connection.cursor() as cursor:
        cursor.execute(f"{found.sql} LIMIT %s", [*found.params, most + 1])
        keys = [int(key) for (key,) in cursor.fetchall()]
    return keys if len(keys) <= most else None


def _asked(parts: Sequence[Part]) -> str:
    if connection.vendor == "sqlite":
        return " ".join(f'"{" ".join(part.tokens)}"{" *" if part.is_beginning else ""}' for part in parts)
    return " & ".join(
        " <-> ".join(f"'{token}'" for token in part.tokens) + (":*" if part.is_beginning else "") for part in parts
    )
