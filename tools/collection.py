"""The API as a collection that Postman, Bruno, Insomnia and Hoppscotch import, made of its document."""

import json
from collections.abc import Mapping
from typing import Any

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
EXAMPLES: Mapping[str, object] = {
    "/api/voices": {"channel": "desk", "answers": {"overall": 2, "answer": True}, "words": "Nobody came.",
                    "email": "kim@example.com"},
    "/api/webhooks": {"name": "Chat", "unit": "east", "url": "https://chat.example.com/in",
                      "events": ["case.opened", "case.overdue"]},
}  # fmt: skip
NAMED = {"unit": "east", "number": "1", "week": "2026-11-30"}


def collection(document: Mapping[str, Any]) -> str:
    """``document`` is that of OpenAPI. Fill the variables ``base`` and ``token`` once it is imported."""
    items = [
        _request(path, method, asked)
        for path, methods in document["paths"].items()
        for method, asked in methods.items()
    ]
    whole = {
        "info": {"name": "Servewell", "schema": SCHEMA, "description": "Fill the variables base and token."},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]},
        "variable": [{"key": "base", "value": "https://service.example.com"}, {"key": "token", "value": ""}],
        "item": items,
    }
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _request(path: str, method: str, asked: Mapping[str, Any]) -> Mapping[str, object]:
    found = asked["parameters"]
    query = [_option(each) for each in found if each["in"] == "query"]
    segments = [f":{part[1:-1]}" if part.startswith("{") else part for part in path.strip("/").split("/")]
    raw = "{{base}}/" + "/".join(segments)
    variables = [{"key": part[1:], "value": NAMED[part[1:]]} for part in segments if part.startswith(":")]
    request: dict[str, object] = {
        "method": method.upper(),
        "description": asked["description"],
        "header": [{"key": each["name"], "value": "{{$guid}}"} for each in found if each["in"] == "header"],
        "url": {"raw": raw, "host": ["{{base}}"], "path": segments, "query": query, "variable": variables},
    }
    if path in EXAMPLES and method == "post":
        body = json.dumps(EXAMPLES[path], indent=2)
        request["body"] = {"mode": "raw", "raw": body, "options": {"raw": {"language": "json"}}}
    return {"name": asked["summary"], "request": request}


def _option(option: Mapping[str, Any]) -> Mapping[str, object]:
    default = option["schema"].get("default")
    value = "" if default is None else str(default)
    return {"key": option["name"], "value": value, "disabled": True, "description": option.get("description", "")}
