"""What the engine says in English about a file, a draft or a recipe, told again in the reader's language."""

from typing import Final

from django.utils.translation import gettext

from servewell.engines.tables import FileRefused, RecipeHasFaults
from servewell.web.imports.shown.sentences_of_drafts import OF_DRAFTS
from servewell.web.imports.shown.sentences_of_recipes import OF_RECIPES
from servewell.web.kit.retelling import Retelling, value_of_files
from servewell.web.kit.sentences_of_files import OF_FILES

_retelling: Final = Retelling((*OF_FILES, *OF_DRAFTS, *OF_RECIPES), value_of_files)
retold: Final = _retelling.retold


def why_refused(refusal: Exception) -> str:
    """Without the path of the file, which people know by another name."""
    if isinstance(refusal, FileRefused):
        return retold(refusal.what, refusal.mend)
    if not isinstance(refusal, RecipeHasFaults):
        return retold(str(refusal))
    return " ".join(about(each.where, each.what, each.mend) for each in refusal.faults)


def about(where: str, *texts: str) -> str:
    """``where`` is a place in the recipe, or none."""
    return gettext("%(where)s: %(why)s") % {"where": where, "why": retold(*texts)} if where else retold(*texts)
