"""What the lake holds of answers, and of the tree of units that they are counted by."""

from servewell.engines.lake.facts import Column, Fact

ANSWERS = Fact(
    name="answers",
    columns=(
        Column("response", "int64"),
        Column("unit", "int64"),
        Column("day", "date"),
        Column("channel", "string"),
        Column("instrument", "string"),
        Column("item", "string"),
        Column("series", "int32"),
        Column("aspect", "string"),
        Column("is_overall", "bool"),
        Column("value", "float64"),
        Column("worst", "float64"),
        Column("best", "float64"),
        Column("language", "string"),
    ),
    month_column="day",
)

# What our own people scored in the field, shop by shop and call by call, from 0 to 1. Its columns are those of answers,
# so that it is measured as they are; the item of each is SCORE.
SCORES = Fact(name="scores", columns=ANSWERS.columns, month_column="day")
SCORE = "@score"

# One row for each unit, each of its ancestors (itself included) and each span of days in which it stood below it.
PLACES = Fact(
    name="places",
    columns=(
        Column("ancestor", "int64"),
        Column("unit", "int64"),
        Column("from_day", "date"),
        Column("until_day", "date"),
    ),
    month_column=None,
)

# Where a closed unit would stand after its closing: only today's tree asks for it. Columns as in PLACES.
CLOSED_PLACES = Fact(name="closed_places", columns=PLACES.columns, month_column=None)
