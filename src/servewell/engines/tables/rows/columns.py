"""Where the columns stand that a recipe names. All that are missing are told at once, each with the nearest."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from servewell.engines.tables.recipe import Recipe, RecipeFault, RecipeHasFaults

_MOST_LISTED = 12


class Columns:
    """The columns of a file. With ``rows:`` the questions stand behind them as further columns (``pivot``).

    ``rounded`` are the places of ids that a spreadsheet has eaten.
    """

    def __init__(self, *, recipe: Recipe, columns: Sequence[str], rounded: frozenset[int] = frozenset()) -> None:
        self.names = tuple(columns)
        self.rounded = rounded
        self.questions = questions_of(recipe) if recipe.rows else ()
        self._places = {name: place for place, name in reversed(list(enumerate(columns)))}
        self._questions = {name: place for place, name in enumerate(self.questions, start=len(self.names))}
        self.used: set[int] = set()
        self.faults: list[RecipeFault] = []

    def place(self, name: str, *, where: str) -> int:
        return self._find(_trimmed(name), self._places, where)

    def place_if(self, name: str | None, *, where: str) -> int | None:
        return None if name is None else self.place(name, where=where)

    def answer(self, name: str, *, where: str) -> int:
        """Where the answers to a question stand: in the column, or with ``rows:`` behind the columns."""
        return self._questions[name] if self.questions else self.place(name, where=where)

    def _find(self, name: str, places: dict[str, int], where: str) -> int:
        place = places.get(name)
        if place is None:
            self.faults.append(RecipeFault(where, 0, f"The file has no column `{name}`.", self._nearest(name)))
            return 0
        self.used.add(place)
        return place

    def _nearest(self, name: str) -> str:
        folded = {each.casefold(): each for each in self.names}
        near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
        if near:
            return f"Did you mean `{folded[near[0]]}`?"
        listed = ", ".join(f"`{each}`" for each in self.names[:_MOST_LISTED])
        return f"Its columns are {listed}{', …' if len(self.names) > _MOST_LISTED else '.'}"

    def fault(self, where: str, what: str, mend: str) -> None:
        self.faults.append(RecipeFault(where, 0, what, mend))

    def raise_if_any(self) -> None:
        if self.faults:
            raise RecipeHasFaults(tuple(self.faults))


def questions_of(recipe: Recipe) -> tuple[str, ...]:
    """The questions that ``rows:`` is asked for, each once, in the recipe's order."""
    named: Iterable[str] = (*(each.column for each in recipe.items), *(each.column for each in recipe.comments))
    return tuple(dict.fromkeys(named))


def _trimmed(name: str) -> str:
    return " ".join(name.split())
