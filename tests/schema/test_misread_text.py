"""A server that misreads a pattern, a length or a list of values is found by a promise that says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.schema.choice_sources import SimplestChoiceSource
from clientwright.schema.misread_text import misread_texts
from clientwright.schema.regex_translation import UnportablePattern, to_python_regex
from clientwright.testing.payloads.accepted_inputs import iter_accepted_inputs
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.payload_violations import iter_violations
from codegen.support import endpoint
from schema.schemas import PATTERNS

Server = Callable[[str], bool]


def by_python(pattern: str) -> Server:
    """Return a server that gives a pattern to Python as it is."""
    return lambda text: re.search(pattern, text) is not None


def in_any_case(pattern: str) -> Server:
    """Return a server that reads a pattern without regard to case."""
    translated = to_python_regex(pattern)
    return lambda text: re.search(translated, text, re.IGNORECASE) is not None


def in_code_units(pattern: str) -> Server:
    """Return a server that matches a pattern with the code units of UTF-16."""
    translated = to_python_regex(pattern)

    def accepts(text: str) -> bool:
        raw = text.encode("utf-16-le")
        units = [int.from_bytes(raw[n : n + 2], "little") for n in range(0, len(raw), 2)]
        return re.search(translated, "".join(map(chr, units))) is not None

    return accepts


def graphemes(text: str) -> int:
    """Return the number of characters as people see them, as far as accents go."""
    return len(text.replace("\u0301", ""))


def units(text: str) -> int:
    """Return the length in code units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


MISREADERS: list[tuple[Any, Server, set[str]]] = [
    ({"pattern": r"^\w+$"}, by_python(r"^\w+$"), {"pattern-letters", "pattern-line-ends"}),
    ({"pattern": r"^\W$"}, by_python(r"^\W\Z"), {"pattern-letters"}),
    ({"pattern": r"\bcat"}, by_python(r"\bcat"), {"pattern-letters"}),
    ({"pattern": r"^\d{4}$"}, by_python(r"^\d{4}\Z"), {"pattern-digits"}),
    ({"pattern": r"^\D$"}, by_python(r"^\D\Z"), {"pattern-digits"}),
    ({"pattern": r"^a\sb$"}, by_python(r"^a\sb\Z"), {"pattern-spaces"}),
    ({"pattern": r"^\S+$"}, by_python(r"^\S+\Z"), {"pattern-spaces"}),
    ({"pattern": "^[a-z]+$"}, by_python("^[a-z]+$"), {"pattern-line-ends"}),
    ({"pattern": "^a.b$"}, by_python(r"^a.b\Z"), {"pattern-line-ends"}),
    ({"pattern": "^[a-z]+$"}, in_any_case("^[a-z]+$"), {"pattern-case"}),
    ({"pattern": "^.{1,2}$"}, in_code_units("^.{1,2}$"), {"pattern-code-points"}),
    ({"pattern": "^..$", "maxLength": 2}, in_code_units("^..$"), {"pattern-code-points"}),
    ({"minLength": 2}, lambda text: units(text) >= 2, {"minLength-code-units"}),
    ({"maxLength": 3}, lambda text: units(text) <= 3, {"at-maxLength-code-units"}),
    ({"minLength": 3}, lambda text: graphemes(text) >= 3, {"at-minLength-graphemes"}),
    ({"maxLength": 3}, lambda text: graphemes(text) <= 3, {"maxLength-graphemes"}),
    ({"enum": ["1k", "2k"]}, lambda text: text.lower() in ("1k", "2k"), {"enum-case", "enum-folded"}),
    (
        {"enum": ["customize"]},
        lambda text: text.upper() == "CUSTOMIZE",
        {"enum-case", "enum-folded"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("keywords", "server", "names"),
    MISREADERS,
    ids=[f"{n}-{sorted(names)[0]}" for n, (_, _, names) in enumerate(MISREADERS)],
)
def test_misreading_server_is_found_by_name(
    keywords: dict[str, Any], server: Server, names: set[str]
) -> None:
    """The promises that such a server breaks are exactly those whose names say what it misreads."""
    schema = {"type": "object", "properties": {"a": {"type": "string", **keywords}}}
    generator = PayloadGenerator(endpoint(schema))
    oracle, found = PayloadOracle(generator), set[str]()
    choices = SimplestChoiceSource()
    for one in iter_violations(generator):
        pair = one.make_pair(generator, choices)
        if one.is_isolated(oracle, pair) and isinstance(pair.invalid.get("a"), str):
            assert pair.valid_twin is not None
            wrong = server(pair.invalid["a"]) or not server(pair.valid_twin["a"])
            found |= {one.name.removeprefix("a/")} if wrong else set()
    for one in iter_accepted_inputs(generator):
        payload = one.make_payload(generator, choices)
        if payload is not None and isinstance(payload.get("a"), str) and one.name.startswith("a/"):
            found |= set() if server(payload["a"]) else {one.name.removeprefix("a/")}
    assert found == names


@given(st.sampled_from(PATTERNS), st.integers(0, 3), st.none() | st.integers(3, 9))
def test_texts_show_what_they_say(pattern: str, low: int, high: int | None) -> None:
    """Each text has an allowed length, and the standard's pattern matches all that must be accepted, and no other."""
    standard = re.compile(to_python_regex(pattern))
    for matching in (False, True):
        for one in misread_texts(pattern, low, high, matching=matching):
            assert (standard.search(one.text) is not None) is matching
            assert standard.search(one.match)
            for text in (one.text, one.match):
                assert low <= len(text) <= (len(text) if high is None else high)


@pytest.mark.parametrize("pattern", ["(", r"\p{L}", "(?<n>a)"])
def test_unreadable_pattern_has_no_texts(pattern: str) -> None:
    """A pattern that cannot be translated is no reason for an exception."""
    with pytest.raises(UnportablePattern):
        to_python_regex(pattern)
    assert misread_texts(pattern, 0, None, matching=True) == []
