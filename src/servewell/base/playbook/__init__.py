"""A playbook's YAML: every fault at once, with file and line; what installing it would do; what stands, written down.

Each room says in its own ``playbook`` which words it knows, and states them here as a ``Vocabulary``.
"""

from servewell.base.playbook.comparing import Step, step
from servewell.base.playbook.faults import Fault, PlaybookIsFaulty
from servewell.base.playbook.reading import Part, Sheet, nearest
from servewell.base.playbook.vocabulary import Names, Said, Vocabulary, entries_of, read_once, state, vocabularies
from servewell.base.playbook.writing import said_words, stated, written

__all__ = [
    "Fault",
    "Names",
    "Part",
    "PlaybookIsFaulty",
    "Said",
    "Sheet",
    "Step",
    "Vocabulary",
    "entries_of",
    "nearest",
    "read_once",
    "said_words",
    "state",
    "stated",
    "step",
    "vocabularies",
    "written",
]
