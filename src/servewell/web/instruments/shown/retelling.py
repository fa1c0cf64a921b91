"""What the engine of forms says in English, told again in the reader's language, sentence by sentence."""

from typing import Final

from servewell.web.instruments.forms.filling import LANGUAGE_NAMES
from servewell.web.instruments.shown.sentences import OF_CONDITIONS, OF_DOCUMENTS, OF_OTHERS
from servewell.web.kit.retelling import Retelling


def is_known(text: str) -> bool:
    return _retelling.whole(text) is not None


def _value(name: str, value: str) -> str:
    """A language by its own name; what was wrong in a condition is a sentence itself."""
    if name == "language":
        return LANGUAGE_NAMES.get(value, value)
    told = _retelling.whole(f"{value}.")
    return value if told is None else told.rstrip(".。")


_retelling: Final = Retelling((*OF_DOCUMENTS, *OF_OTHERS, *OF_CONDITIONS), _value, is_one_sentence=True)
retold: Final = _retelling.retold
