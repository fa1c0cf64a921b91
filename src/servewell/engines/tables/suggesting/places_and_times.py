"""Proposes what dates the rows, which unit each belongs to and what names it, for a file that no recipe knows."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from servewell.engines.tables.dates.orders import turned
from servewell.engines.tables.finding.cells import are_ids_eaten
from servewell.engines.tables.profiling import ColumnProfile, Profile, traits
from servewell.engines.tables.recipe import ByValue, CustomerRule, DateRule, UnitRule, normal
from servewell.engines.tables.suggesting import callings, names
from servewell.engines.tables.suggesting.drafts import Reasons

_UNIT_WORDS: Final = (
    "unit branch hotel airport airline location store site shop agency company trust workshop dealer garage restaurant "
    "sucursal aerolínea aeropuerto tienda 门店 酒店 分店"
)
UNIT_WORDS: Final = frozenset(_UNIT_WORDS.split())
_ID_WORDS: Final = "id respnum ref reference number no nr key uuid ccgid runid link 编号"
ID_WORDS: Final = frozenset(_ID_WORDS.split())
_TONGUES: Final = {
    "en": "en eng english inglés 英文 英语",
    "es": "es spa spanish español 西班牙语",
    "zh-hans": "zh zh-cn zh-hans chinese 中文 简体",
    "zh-hant": "zh-tw zh-hk zh-hant 繁體",
}
TONGUES: Final = {word: tongue for tongue, words in _TONGUES.items() for word in words.split()}
_QUESTION_NAMES: Final = "qcode question questioncode questionid item pregunta 问题 题号"
_ANSWER_NAMES: Final = "answer response value respuesta 答案 回答"
QUESTION_NAMES: Final = frozenset(_QUESTION_NAMES.split())
ANSWER_NAMES: Final = frozenset(_ANSWER_NAMES.split())
UNKNOWN_UNIT: Final = "which-unit"
LEAST_ROWS_OF_ORDER: Final = 20
LEAST_SHARE: Final = 0.0002
MOST_WITHOUT_A_DAY: Final = 0.01


def propose_date(*, profile: Profile, today: date, reasons: Reasons) -> DateRule:
    column = profile.column(profile.dated_by) if profile.dated_by else None
    if column is None:
        hint = next((each.name for each in profile.columns if "date" in each.name.casefold()), "")
        seen = f" `{hint}` speaks of a date, but holds no whole one." if hint else ""
        reasons.ask("date", f"No column holds the day.{seen} Write the day that all rows shall have, or the column.")
        return DateRule(is_=today)
    formats = formats_of(column, profile)
    reasons.because("date", f"`{column.name}` holds days in {column.filled:,} of {column.rows:,} rows.")
    if column.empty > MOST_WITHOUT_A_DAY * column.rows:
        ask = f"{column.empty:,} rows have no day and are held back: is there another column that dates them?"
        reasons.ask("date", ask)
    blank = frozenset({"1970-01-01"}) if column.traits.get(traits.EPOCH) else frozenset[str]()
    if blank:
        reasons.ask("date", "1970-01-01 is what a computer writes for no date: is it blank?")
    return _with_orders(DateRule(column=column.name, formats=formats, blank=blank), column, profile, reasons)


def formats_of(column: ColumnProfile, profile: Profile) -> tuple[str, ...]:
    """The formats that some rows need, the commonest first."""
    if profile.dated_by == column.name and profile.dated_as in ("serial", "unix", "unix-ms", "YYYYMMDD"):
        return (profile.dated_as,)
    least = max(2, LEAST_SHARE * column.filled)
    needed = []
    for form, count in column.formats.items():
        alone = count - (column.both_orders if turned(form) in column.formats else 0)
        if alone >= least or (count >= least and turned(form) not in column.formats):
            needed.append(form)
    if not needed:
        needed = list(column.formats)
    return tuple(needed)


def _with_orders(rule: DateRule, column: ColumnProfile, profile: Profile, reasons: Reasons) -> DateRule:
    """Where both orders of day and month occur, a column that tells them apart."""
    if any("relative" in form or ("Y" not in form and form not in _NUMBERS) for form in rule.formats):
        reasons.ask(
            "date",
            "Some days are written without a year or as `Yesterday`: write `read on`, when the file was fetched.",
        )
    if not any(turned(form) in rule.formats for form in rule.formats):
        if column.both_orders == column.filled and column.filled:
            reasons.ask(
                "date", "Every day could also be read with day and month in each other's place: which comes first?"
            )
        return rule
    reasons.ask("date", "Both orders of day and month occur: rows that could be either are held back.")
    by = _telling_orders(profile, rule.formats)
    if by is None:
        return rule
    name, formats = by
    told = ", ".join(f"{label}: {' or '.join(forms)}" for label, forms in sorted(formats.items()))
    reasons.ask("date", f"`{name}` tells some of them apart ({told}): is it so?")
    return DateRule(column=rule.column, by_column=name, by_formats=formats, blank=rule.blank)


_NUMBERS: Final = ("serial", "unix", "unix-ms")
AS_NUMBERS: Final = frozenset({*_NUMBERS, "serial 1904", "YYYYMMDD"})


def _telling_orders(profile: Profile, formats: tuple[str, ...]) -> tuple[str, Mapping[str, tuple[str, ...]]] | None:
    """The column with the fewest labels, each seen often enough, of which some write in one order alone."""
    fitting = []
    for name, labels in profile.orders.items():
        column = profile.column(name)
        if column is None or column.empty or set(column.values) != set(labels):
            continue
        if any(sum(found.values()) < LEAST_ROWS_OF_ORDER for found in labels.values()):
            continue
        by = {label: tuple(form for form in formats if found.get(form)) for label, found in labels.items()}
        if len(set(by.values())) > 1:
            fitting.append((len(by), name, by))
    if not fitting:
        return None
    _, name, by = min(fitting, key=lambda each: each[:2])
    return name, by


def propose_unit(*, profile: Profile, units: Mapping[str, str], reasons: Reasons) -> UnitRule:
    """A column whose labels are units; else the only unit there is; else a question."""
    known = {names.plain(label): code for label, code in units.items()} | {
        names.plain(code): code for code in units.values()
    }
    best = max(profile.columns, key=lambda column: (_known_share(column, known), -column.place), default=None)
    if best is not None and _known_share(best, known) >= 0.5:
        return _unit_by(best, known, units, reasons)
    named = next((each for each in profile.columns if _is_unit_like(each)), None)
    if named is not None and named.distinct > 1:
        ask = (
            f"`{named.name}` may name the unit, but its labels are not known: write `names`. "
            "Or write `unknown: make` and `under`, and units are made for them."
        )
        reasons.ask("unit", ask)
        return UnitRule(column=named.name)
    codes = sorted(set(units.values()))
    only = codes[0] if len(codes) == 1 else UNKNOWN_UNIT
    reasons.ask("unit", "No column names a unit that is known. Write the code of the unit that all rows belong to.")
    return UnitRule(is_=only)


def _known_share(column: ColumnProfile, known: Mapping[str, str]) -> float:
    if not column.filled or column.mean_length > 60:
        return 0.0
    return sum(count for value, count in column.values.items() if names.plain(value) in known) / column.filled


def _unit_by(column: ColumnProfile, known: Mapping[str, str], units: Mapping[str, str], reasons: Reasons) -> UnitRule:
    own = {normal(label) for label in units} | set(units.values())
    named = {value: known[names.plain(value)] for value in column.values if names.plain(value) in known}
    differing = {value: code for value, code in sorted(named.items()) if value not in own}
    reasons.because("unit", f"{len(named)} of {column.distinct} labels of `{column.name}` are names of units.")
    if differing:
        listed = ", ".join(f"{value} is {code}" for value, code in list(differing.items())[:5])
        reasons.ask("unit", f"Some labels are written in another way than the unit's name: {listed}. Is it so?")
    if missing := [value for value in column.values if value not in named]:
        listed = ", ".join(missing[:5])
        reasons.ask("unit", f"{len(missing)} labels are no unit that is known ({listed}): their rows are held back.")
    return UnitRule(column=column.name, names=differing)


def _is_unit_like(column: ColumnProfile) -> bool:
    words = set(names.words_in(column.name))
    is_code = column.numbers is not None and column.numbers.count * 2 > column.filled
    is_label = column.distinct * 2 < column.filled and column.mean_length < 60 and not is_code
    return bool(words & UNIT_WORDS) and not callings.says_rated(column.name) and is_label


def ask_about_rows(*, profile: Profile, reasons: Reasons) -> bool:
    """One row per answer shows in columns of questions and answers; which rows are one voice does not show."""
    several = [each for each in profile.columns if each.distinct > 1]
    question = next((each.name for each in several if _is_called(each, QUESTION_NAMES)), "")
    answer = next((each.name for each in several if _is_called(each, ANSWER_NAMES)), "")
    if question and answer:
        ask = (
            f"Does each row hold one answer (`{answer}` to `{question}`)? Then write `rows`, and what names one voice."
        )
        reasons.ask("", ask)
    return bool(question and answer)


def _is_called(column: ColumnProfile, called: frozenset[str]) -> bool:
    return names.plain(column.name) in called


def propose_duplicate(*, profile: Profile, reasons: Reasons) -> tuple[str, ...]:
    """A column that is called a number or an id and names nearly every row."""
    for column in profile.columns:
        words = set(names.words_in(column.name)) | {names.plain(column.name)}
        is_id = bool(words & ID_WORDS) and column.filled == column.rows and column.mean_length < 60
        is_lost = are_ids_eaten(column)
        if is_id and column.filled and (column.is_capped or column.distinct >= 0.95 * column.filled or is_lost):
            lost = " A spreadsheet has eaten them: such rows are compared by all their cells." if is_lost else ""
            reasons.because("duplicate", f"{column.distinct:,} different values in {column.filled:,} rows.{lost}")
            reasons.ask("", f"Does `{column.name}` name each row, also in later files of this kind?{lost}")
            return (column.name,)
    return ()


def propose_language(*, profile: Profile, texts: tuple[str, ...], reasons: Reasons) -> ByValue:
    """A column of languages; else what the comments are written in."""
    for column in profile.columns:
        if names.plain(column.name) in ("lang", "language", "idioma", "语言") and 1 < column.distinct < 30:
            values = {value: TONGUES[value.casefold()] for value in column.values if value.casefold() in TONGUES}
            if len(values) < column.distinct:
                reasons.ask(
                    "language", f"What do the values of `{column.name}` mean? {', '.join(list(column.values)[:8])}"
                )
            return ByValue(column=column.name, values=values)
    told: dict[str, int] = {}
    for column in profile.named(texts):
        for tongue, count in column.languages.items():
            told[tongue] = told.get(tongue, 0) + count
    most = max(told, key=lambda tongue: told[tongue], default=None)
    if most is None:
        return ByValue()
    share = told[most] / sum(told.values())
    reasons.because("language", f"{share:.0%} of {sum(told.values()):,} texts that show a language are in it.")
    if share < 0.9:
        reasons.ask(
            "language", f"Only {share:.0%} of the texts are in `{most}`: is there a column that tells them apart?"
        )
    return ByValue(is_=most)


def propose_customer(*, profile: Profile, reasons: Reasons) -> CustomerRule:
    email = next((each.name for each in profile.columns if each.share(traits.EMAIL) > 0.5), None)
    phone = next((each.name for each in profile.columns if each.share(traits.PHONE) > 0.5), None)
    if email or phone:
        reasons.ask("customer", "May these customers be written to because of what they said here?")
    return CustomerRule(email=email, phone=phone)
