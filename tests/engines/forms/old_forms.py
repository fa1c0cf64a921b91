"""Documents of the first edition and answers to them, with what the engine makes of both, told in digests.

What it tells was written down before there was a second edition: versions that were published then are still read.
"""

import hashlib
import json
import random
from dataclasses import fields
from types import ModuleType

RATING = {"type": "rating", "name": "overall", "title": "All {in} all", "servewell:overall": True, "isRequired": True}
CHOICES = [
    {"value": "slow", "text": "Slow", "servewell:points": 0},
    {"value": "fast", "text": "Fast", "servewell:points": 4},
]
OLD = {
    "title": {"default": "Stay", "es": "Estancia"},
    "description": {"default": "How {was} it?", "es": "¿Qué tal?"},
    "pages": [
        {
            "name": "first",
            "title": {"default": "Part {1}", "es": "Parte"},
            "elements": [
                {**RATING, "title": {"default": "All {in} all", "es": "Todo"}},
                {
                    "type": "rating",
                    "name": "wait",
                    "title": {"default": "Wait", "es": "Espera"},
                    "rateMin": 0,
                    "rateMax": 10,
                    "servewell:best": "lowest",
                    "servewell:weight": 3,
                    "servewell:not-applicable": True,
                },
                {
                    "type": "boolean",
                    "name": "locked",
                    "title": {"default": "Locked", "es": "Cerrado"},
                    "servewell:critical": True,
                    "servewell:not-applicable": True,
                    "visibleIf": "{wait} > 3",
                },
            ],
        },
        {
            "elements": [
                {
                    "type": "radiogroup",
                    "name": "speed",
                    "title": {"default": "Speed", "es": "Rapidez"},
                    "choices": [{**each, "text": {"default": each["text"], "es": each["text"]}} for each in CHOICES],
                    "servewell:weight": 2,
                },
                {
                    "type": "checkbox",
                    "name": "used",
                    "title": {"default": "Used", "es": "Usado"},
                    "choices": [{"value": each, "text": {"default": each, "es": each}} for each in ("pool", "spa")],
                },
                {
                    "type": "comment",
                    "name": "why",
                    "title": {"default": "Why?", "es": "¿Por qué?"},
                    "visibleIf": "{overall} < 3 or {used} contains 'spa'",
                },
                {
                    "type": "text",
                    "name": "email",
                    "title": {"default": "E-mail", "es": "Correo"},
                    "inputType": "email",
                    "servewell:contact": True,
                },
            ]
        },
    ],
}
OFFERED = {
    "overall": ["1", "2", "3", "4", "5", "6", ""],
    "wait": ["0", "3", "4", "10", "na"],
    "locked": ["true", "false", "na"],
    "speed": ["slow", "fast"],
    "used": [["pool"], ["spa"], ["spa", "pool"]],
    "why": ["because"],
    "email": ["a@b.example", "nobody"],
    "other": ["x"],
}


def told(forms: ModuleType) -> dict[str, object]:
    form = forms.read(OLD)
    chance = random.Random(7)
    answers = [
        {name: chance.choice(values) for name, values in OFFERED.items() if chance.random() < 0.8} for _ in range(200)
    ]
    checked = [forms.validate(form, each) for each in answers]
    scored = [forms.score(form, each.values) for each in checked]
    return {
        "document": form.digest,
        "delivered": _digest([forms.delivered(form, language) for language in form.languages]),
        "checked": _digest([[each.values, each.faults, each.unseen, each.extra] for each in checked]),
        "kept": _digest([forms.keep(form, each.values) for each in checked]),
        "scores": _digest([each.value for each in scored]),
        "derivations": _digest([[_line(line) for line in each.derivation] for each in scored]),
        "mean": sum(each.value or 0 for each in scored) / len(scored),
    }


def _line(line: object) -> dict[str, object]:
    """What the first edition knew of a line."""
    return {field.name: getattr(line, field.name) for field in fields(line)[:9]}  # type: ignore[arg-type]


def _digest(said: object) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
