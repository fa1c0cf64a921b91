"""The one place that draws a question of an instrument: for customers, for people on the floor, and as a preview.

Everything is said in the language of the form: whoever draws a page has switched to it already.
"""

from servewell.web.kit.questions.drawing import question, questions
from servewell.web.kit.questions.faults import fault_says
from servewell.web.kit.questions.posted import answers_of
from servewell.web.kit.questions.shape import Fields, KeptFile, Option, Question, Row
from servewell.web.kit.questions.size import size_says

__all__ = [
    "Fields",
    "KeptFile",
    "Option",
    "Question",
    "Row",
    "answers_of",
    "fault_says",
    "question",
    "questions",
    "size_says",
]
