"""Message templates: what their placeholders show, whatever the values contain."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.message_template import fill_template, placeholders, template_faults
from clientwright.problems import quote_value

CONVERSIONS = {"q": quote_value, "u": str.upper}
TYPES = {"text": "str", "items": "tuple[str, ...]", "count": "int", "flag": "bool"}
HOSTILE = st.text() | st.sampled_from(["{text}", "{", "}", "|", "{text!q}", "{{", "a|b", "{0}"])


def fill(template: str, **values: object) -> str:
    """Return the template with these values."""
    return fill_template(template, SimpleNamespace(**values), CONVERSIONS)


@given(HOSTILE)
def test_values_are_never_templates(text: str) -> None:
    """A value is shown as it is, also where it looks like a placeholder or like a choice."""
    assert fill("a {text} {{b}}", text=text) == f"a {text} {{b}}"
    assert fill("{flag:is {text}!|no}", flag=True, text=text) == f"is {text}!"
    assert fill("{items:|}", items=()) == ""
    assert fill("{items!q:, }", items=(text, "b")) == f"{quote_value(text)}, 'b'"


@given(st.lists(HOSTILE).map(tuple), st.integers(1, 9))
def test_lists_show_the_first_items_and_count_the_others(items: tuple[str, ...], most: int) -> None:
    """Items are joined; with a limit, the shown and the counted ones are all."""
    assert fill("{items:, }", items=items) == ", ".join(items)
    assert fill("{items!u: or }", items=items) == " or ".join(map(str.upper, items))
    more = len(items) - most
    assert fill(f"{{items:, {most}}}", items=items) == ", ".join(items[:most]) + (
        f" and {more} more" if more > 0 else ""
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"value": True}, "one"),
        ({"value": False}, "other"),
        ({"value": "x"}, "one"),
        ({"value": ""}, "other"),
        ({"value": ("a", "b")}, "one"),
        ({"value": ()}, "other"),
        ({"value": 1}, "one"),
        ({"value": 0}, "other"),
        ({"value": 2}, "other"),
    ],
)
def test_choices(values: dict[str, object], expected: str) -> None:
    """A choice takes its first text for a true value and for the number 1."""
    assert fill("{value:one|other}", **values) == expected
    assert fill("{value:{value:one|wrong}|{value:wrong|other}}", **values) == expected


def test_conversions() -> None:
    """A letter names a conversion, and digits its limit."""
    assert fill("{text!r} {text!u} {text!q}", text="it's") == '"it\'s" IT\'S "it\'s"'
    assert fill("{text!q:10}", text="a" * 99) == "'aaaaaaaa…"


def test_placeholders_in_choices_are_seen() -> None:
    """Checks see every placeholder, however deep it is."""
    found = [*placeholders("{flag:{text!q}|{count:{items:, 3}|}} {{text}}")]
    assert [(one.name, one.conversion) for one in found] == [
        ("flag", ""), ("text", "q"), ("count", ""), ("items", ""),
    ]  # fmt: skip


@given(st.text("{}|!:, ab3") | st.sampled_from(["{text!q:20}", "{flag:{text}|}", "{items:, 3}"]))
def test_templates_without_faults_can_be_filled(text: str) -> None:
    """A template that passes the checks is filled without an error."""
    template = text.replace("a", "text").replace("b", "items")
    if not [*template_faults(template, TYPES, CONVERSIONS)]:
        fill(template, text="x", items=("y", "z"), count=1, flag=True)
