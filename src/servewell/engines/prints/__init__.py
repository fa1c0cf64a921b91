"""Pages as PDF and charts as SVG and PNG, made by a press that works in a process of its own. Plain Python, no Django.

What it needs (the extra ``pdf``, Pango, Chinese fonts) is loaded there and nowhere else; ``lacking`` says what is not
here, and printing then raises ``CannotPrint`` with how to mend it.
"""

from servewell.engines.prints.asked import Drawing, Limits, Page
from servewell.engines.prints.lacking import is_chinese, lacking
from servewell.engines.prints.press import Press
from servewell.engines.prints.refusals import (
    AsksForMore,
    CannotPrint,
    NotADrawing,
    NotPrinted,
    PageHasNoName,
    TakesTooMuch,
)

__all__ = [
    "AsksForMore",
    "CannotPrint",
    "Drawing",
    "Limits",
    "NotADrawing",
    "NotPrinted",
    "Page",
    "PageHasNoName",
    "Press",
    "TakesTooMuch",
    "is_chinese",
    "lacking",
]
