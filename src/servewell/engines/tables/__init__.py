"""Other people's tables: read as they are, understood by a recipe, held back where they are not.

Plain Python without Django. docs/use/recipes.md tells the keys of a recipe.
"""

from servewell.engines.tables.apart import ReaderBrokeOff, ReadingApart, is_worth_a_process, reading_apart
from servewell.engines.tables.blanking import Blanked, OthersWouldChange, blank_rows
from servewell.engines.tables.dates.formats import Format, Written, compile_format
from servewell.engines.tables.dates.signs import FormatIsUnknown
from servewell.engines.tables.files import (
    LIMITS,
    Block,
    Column,
    FileRefused,
    Limits,
    Looked,
    Part,
    Remark,
    Row,
    RowFault,
    ShapeReason,
    Table,
    Why,
    look_at,
    open_table,
)
from servewell.engines.tables.finding import Choice, Finding, findings
from servewell.engines.tables.profiling import ColumnProfile, Profile, profile
from servewell.engines.tables.recipe import (
    CommentRule,
    FileShape,
    ItemRule,
    Recipe,
    RecipeFault,
    RecipeHasFaults,
    Scale,
    Takes,
    Unsure,
    normal,
)
from servewell.engines.tables.recipes.lines import line_of_key
from servewell.engines.tables.recipes.reading import read_recipe
from servewell.engines.tables.recipes.writing import write_recipe
from servewell.engines.tables.rows.columnar import VoiceColumns
from servewell.engines.tables.rows.fates import (
    LEFT_OUT,
    EncounterRead,
    HeldBack,
    ItemInSpan,
    KnownUnit,
    LeftOut,
    Reason,
    ReasonCode,
    Span,
    Understood,
)
from servewell.engines.tables.rows.pivot import Gathered, pivot, row_columns
from servewell.engines.tables.rows.places import unknown_codes
from servewell.engines.tables.rows.spans import spans_of
from servewell.engines.tables.rows.understanding import Understanding, understand
from servewell.engines.tables.sheets import neutral, sheet_line
from servewell.engines.tables.sorting import Held, Reading, Sorted, nth_name, reading
from servewell.engines.tables.suggesting import Draft, suggest

__all__ = [
    "LEFT_OUT",
    "LIMITS",
    "Blanked",
    "Block",
    "Choice",
    "Column",
    "ColumnProfile",
    "CommentRule",
    "Draft",
    "EncounterRead",
    "FileRefused",
    "FileShape",
    "Finding",
    "Format",
    "FormatIsUnknown",
    "Gathered",
    "Held",
    "HeldBack",
    "ItemInSpan",
    "ItemRule",
    "KnownUnit",
    "LeftOut",
    "Limits",
    "Looked",
    "OthersWouldChange",
    "Part",
    "Profile",
    "ReaderBrokeOff",
    "Reading",
    "ReadingApart",
    "Reason",
    "ReasonCode",
    "Recipe",
    "RecipeFault",
    "RecipeHasFaults",
    "Remark",
    "Row",
    "RowFault",
    "Scale",
    "ShapeReason",
    "Sorted",
    "Span",
    "Table",
    "Takes",
    "Understanding",
    "Understood",
    "Unsure",
    "VoiceColumns",
    "Why",
    "Written",
    "blank_rows",
    "compile_format",
    "findings",
    "is_worth_a_process",
    "line_of_key",
    "look_at",
    "neutral",
    "normal",
    "nth_name",
    "open_table",
    "pivot",
    "profile",
    "read_recipe",
    "reading",
    "reading_apart",
    "row_columns",
    "sheet_line",
    "spans_of",
    "suggest",
    "understand",
    "unknown_codes",
    "write_recipe",
]
