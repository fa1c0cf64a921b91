"""Conditions: what they mean, and what is refused."""

import pytest

from servewell.engines.forms.expression_parser import NotInTheLanguage, parse
from servewell.engines.forms.expressions import evaluate, holds
from tests.engines.forms.expression_cases import VECTORS, from_json, to_json


def test_every_vector_gives_what_is_written_beside_it():
    found = []
    for vector in VECTORS["evaluated"]:
        expression, values = parse(vector["expression"]), from_json(vector["values"])
        found.append(vector | {"result": to_json(evaluate(expression, values)), "holds": holds(expression, values)})

    assert [each for each in found if each not in VECTORS["evaluated"]] == []
    assert len(found) >= 350


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["expression"][:30])
def test_what_is_outside_the_closed_list_is_refused_by_name(vector):
    with pytest.raises(NotInTheLanguage) as refused:
        parse(vector["expression"])

    assert vector["names"].lower() in str(refused.value).lower()


def test_the_longest_expression_can_be_evaluated():
    longest = "+".join(["{a}"] * 250)

    assert (len(longest), evaluate(parse(longest), {"a": 2})) == (999, 500)


def test_an_expression_knows_the_items_that_it_looks_at():
    assert parse("{a} = 1 and iif({b}, {c}, [1]) contains {a} or !{d} empty").names == {"a", "b", "c", "d"}
