"""The keys of a recipe in the order of docs/use/recipes.md."""

from typing import Final

from servewell.engines.tables.recipe import Takes
from servewell.engines.tables.recipes.document import UNSURE

ALWAYS: Final = ("recipe", "title", "takes", "file", "only")
PLACE_AND_TIME: Final = ("unit", "date")
OF_VOICES: Final = ("rows", "language", "duplicate", "items", "comments", "weight", "cases")
TOP: Final = (
    *("recipe", "title", "takes", "file", "only", "rows", "unit", "date", "language", "duplicate", "customer"),
    *("items", "comments", "weight", "cases", "kind", "reference", "served by", "volume", UNSURE),
)
FORBIDDEN: Final = {
    Takes.VOICES: ("kind", "reference", "served by", "volume"),
    Takes.ENCOUNTERS: (*OF_VOICES, "volume"),
    Takes.VOLUMES: (*OF_VOICES, "customer", "reference", "served by"),
}
FILE: Final = ("encoding", "separator", "quote", "header", "sheet", "member", UNSURE)
ONLY: Final = ("column", "is", "is not", UNSURE)
ROWS: Final = ("voice", "question", "answer", UNSURE)
UNIT: Final = ("is", "column", "names", "unknown", "under", UNSURE)
DATE: Final = ("is", "column", "formats", "by", "blank", "read on", "zone", UNSURE)
BY: Final = ("column", "formats", UNSURE)
BY_VALUE: Final = ("is", "column", "values", "otherwise", UNSURE)
CUSTOMER: Final = ("email", "phone", "name", UNSURE)
ITEM: Final = (
    *("column", "question", "aspect", "scale", "values", "does not apply", "blank", "overall", "weight", UNSURE),
)
SCALE: Final = ("from", "worst", "best", "why", "values", "does not apply", "blank", UNSURE)
COMMENT: Final = ("column", "question", "question column", "aspect", "blank", "html", "split", UNSURE)
SPLIT: Final = ("from", "is", UNSURE)
WEIGHT: Final = ("column", UNSURE)
CASES: Final = ("from", UNSURE)
