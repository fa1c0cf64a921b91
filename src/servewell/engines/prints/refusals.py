"""Why something was not printed. Each says what is the case and how to mend it."""


class NotPrinted(Exception):
    """Nothing was printed; no half page ever leaves the press."""


class CannotPrint(NotPrinted):
    """What printing needs is not on this machine; the message names it and how to install it."""


class PageHasNoName(NotPrinted):
    """A page without a title or a language cannot be read aloud, nor filed."""


class AsksForMore(NotPrinted):
    """A page or a chart asked for something that was not given along with it. Nothing is ever fetched."""


class NotADrawing(NotPrinted):
    """The specification of a chart, or an SVG, cannot be drawn; the message is the drawing program's."""


class TakesTooMuch(NotPrinted):
    """Printing went beyond the time or the memory that it was given; its process was ended."""
