"""Recipes of every kind, as a reader would hold them: codes and labels in their normal form."""

from datetime import date

from hypothesis import strategies as st

from servewell.engines.tables.recipe import (
    ByValue,
    CommentRule,
    CustomerRule,
    DateRule,
    FileShape,
    ItemRule,
    Only,
    PartIs,
    Recipe,
    RowPerAnswer,
    Scale,
    Split,
    Takes,
    UnitRule,
    Unknown,
    Unsure,
    normal,
)

texts = st.text(max_size=12)
said = texts.filter(lambda text: text.strip() != "")
labels = texts.map(normal)
codes = st.frozensets(labels, max_size=3)
names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
days = st.dates(date(1990, 1, 1), date(2040, 1, 1))
numbers = st.one_of(st.integers(-40, 40).map(float), st.decimals(-40, 40, places=2).map(float))
languages = st.sampled_from(("en", "es", "zh-hans", "zh-hant"))
words = st.dictionaries(languages, said, min_size=1, max_size=3)


def perhaps(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    return st.none() | strategy


@st.composite
def scales(draw: st.DrawFn) -> tuple[Scale, ...]:
    begins = [None, *sorted(draw(st.sets(days, max_size=2)))]
    return tuple(draw(a_scale(from_on)) for from_on in begins)


@st.composite
def a_scale(draw: st.DrawFn, from_on: date | None) -> Scale:
    worst, best = draw(st.tuples(numbers, numbers).filter(lambda ends: ends[0] != ends[1]))
    meant = dict.fromkeys(draw(st.sets(labels, max_size=2)), worst)
    return Scale(worst, best, from_on, draw(texts), meant, *draw(apart(set(meant))))


def apart(taken: set[str]) -> st.SearchStrategy[tuple[frozenset[str], frozenset[str]]]:
    """Codes that do not apply and blank ones, which share none."""
    return st.tuples(codes, codes).map(lambda two: (two[0] - taken, two[1] - two[0] - taken))


@st.composite
def items(draw: st.DrawFn, name: str, *, may_be_overall: bool) -> ItemRule:
    has_scale = draw(st.booleans())
    aspect = draw(perhaps(texts))
    if has_scale:
        is_overall = may_be_overall and draw(st.booleans())
        weight = draw(st.none() | st.integers(0, 9).map(float))
        return ItemRule(name, draw(said), draw(words), aspect, draw(scales()), is_overall=is_overall, weight=weight)
    does_not_apply, blank = draw(apart(set()))
    return ItemRule(name, draw(said), draw(words), aspect, does_not_apply=does_not_apply, blank=blank)


@st.composite
def comments(draw: st.DrawFn, name: str) -> CommentRule:
    question = draw(st.none() | words)
    column = draw(said if question is None else perhaps(said))
    splits = draw(st.lists(st.builds(Split, said, st.sampled_from(PartIs)), max_size=2))
    flag = draw(st.booleans())
    return CommentRule(name, draw(said), question, column, draw(perhaps(said)), draw(codes), flag, tuple(splits))


units = st.one_of(
    st.builds(UnitRule, is_=said),
    st.builds(UnitRule, column=said, names=st.dictionaries(labels, said, max_size=3)),
    st.builds(UnitRule, column=said, unknown=st.just(Unknown.MAKE), under=said),
    st.builds(
        UnitRule,
        column=said,
        unknown=st.just(Unknown.TO_ONE),
        otherwise=said.filter(lambda text: text not in ("hold", "make")),
    ),
)
patterns = st.lists(st.sampled_from(("D/M/YYYY", "[on] MMM D, YYYY h:mm AM", "serial", "YYYY年M月D日")), max_size=2)
dates = st.one_of(
    st.builds(DateRule, is_=days),
    st.builds(
        DateRule,
        column=said,
        formats=patterns.map(tuple),
        blank=codes,
        read_on=st.none() | days,
        zone=st.none() | st.just("Europe/Madrid"),
    ),
    st.builds(
        DateRule,
        column=said,
        by_column=said,
        by_formats=st.dictionaries(labels, patterns.map(tuple), min_size=1, max_size=2),
    ),
)
languages_said = st.one_of(
    st.just(ByValue()),
    st.builds(ByValue, is_=languages | st.just("sq")),
    st.builds(
        ByValue,
        column=said,
        values=st.dictionaries(labels, languages, max_size=2),
        otherwise=st.none() | languages,
    ),
)
shapes = st.builds(
    FileShape,
    encoding=perhaps(said),
    separator=st.sampled_from((None, ",", ";", "|", "\t")),
    quote=st.sampled_from(('"', "'", "none")),
    header=st.integers(0, 20),
    sheet=perhaps(said),
    member=perhaps(said),
)
only = st.lists(st.builds(Only, said, codes, st.booleans()), max_size=2).map(tuple)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    takes = draw(st.sampled_from(Takes))
    recipe = Recipe(
        code=draw(st.from_regex(r"[a-z0-9-]{1,40}", fullmatch=True)),
        title=draw(words),
        takes=takes,
        file=draw(shapes),
        unit=draw(units),
        date=draw(dates),
        only=draw(only),
    )
    return draw(of_voices(recipe) if takes is Takes.VOICES else of_encounters(recipe))


@st.composite
def of_voices(draw: st.DrawFn, recipe: Recipe) -> Recipe:
    called = draw(st.lists(names, min_size=1, max_size=5, unique=True))
    cut = draw(st.integers(0, len(called)))
    overall = draw(st.sampled_from(called))
    questions = tuple(draw(items(name, may_be_overall=name == overall)) for name in called[:cut])
    said_in_words = tuple(draw(comments(name)) for name in called[cut:])
    rows = draw(st.none() | st.builds(RowPerAnswer, st.lists(said, min_size=1, max_size=2).map(tuple), said, said))
    doubts = [Unsure(f"items.{item.name}", draw(said)) for item in questions if draw(st.booleans())]
    return Recipe(
        **{
            **vars(recipe),
            "rows": rows,
            "language": draw(languages_said),
            "duplicate": tuple(draw(st.lists(said, max_size=2))),
            "customer": draw(st.builds(CustomerRule, perhaps(said), perhaps(said), perhaps(said))),
            "items": questions,
            "comments": said_in_words,
            "weight_column": draw(perhaps(said)),
            "cases_from": draw(st.none() | days),
            "unsure": tuple(doubts),
        }
    )


@st.composite
def of_encounters(draw: st.DrawFn, recipe: Recipe) -> Recipe:
    kinds = st.sampled_from(("stay", "job", "flight", "visit"))
    by_column = st.builds(ByValue, column=said, values=st.dictionaries(labels, kinds, max_size=2))
    kind = draw(st.builds(ByValue, is_=kinds) | by_column)
    if recipe.takes is Takes.VOLUMES:
        return Recipe(**{**vars(recipe), "kind": kind, "volume": draw(said)})
    customer = draw(st.builds(CustomerRule, perhaps(said), perhaps(said), perhaps(said)))
    more = {"reference": draw(perhaps(said)), "served_by": draw(perhaps(said)), "customer": customer}
    return Recipe(**{**vars(recipe), "kind": kind, **more})
