"""Texts that nobody wrote as one sentence are not read, so that a document of any size is read in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.normalize.prose_rules import split_sentences
from clientwright.rules import prose_reading
from clientwright.rules.base import Rule
from clientwright.rules.prose_reading import LONGEST_READ, RuleReader

SCHEMA = {
    "type": "object",
    "properties": {
        "image": {"type": "string"},
        "tail": {"type": "string"},
        "x": {"type": "string"},
    },
}
FILLERS = ("x", "字", "a.", "1", " ", "image, ", "`", "a and ", ":")


class Listener:
    """Stands for the kinds of rules, and notes what it is asked to read."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def readings(self, sentence: str, at: str, schema: Mapping[str, Any]) -> Iterator[Rule]:
        """Note a sentence, and read nothing from it."""
        self.heard.append(sentence)
        return iter(())


@pytest.mark.parametrize("filler", FILLERS)
def test_only_sentences_of_a_bounded_length_are_given_to_readers(
    monkeypatch: pytest.MonkeyPatch, filler: str
) -> None:
    """However long the sentences of a text are, no reader sees one that is longer than the bound."""
    listener = Listener()
    monkeypatch.setattr(prose_reading, "RULE_TYPES", (listener,))
    reader = RuleReader(SCHEMA, {})
    for length in (LONGEST_READ, LONGEST_READ + 1, 20 * LONGEST_READ):
        sentence = (filler * length)[:length]
        assert reader.read(sentence, "/properties/x/description") == ()
        assert reader.sounds_like_rule(sentence, "/properties/x/description") in (True, False)
    assert {*map(len, listener.heard)} == {LONGEST_READ}


def test_a_sentence_beside_a_long_one_is_read() -> None:
    """A rule is read from a text that also has a word without end."""
    text = f"{'x' * 50_000}\nRequires image.\n{'字' * 50_000}"
    reader = RuleReader(SCHEMA, {})
    found = [reader.read(one, "/properties/tail/description") for one in split_sentences(text)]
    assert [len(rules) for rules in found] == [0, 1, 0]


@given(st.integers(1, 3000), st.integers(1, 60))
def test_headings_do_not_multiply_a_text(length: int, bullets: int) -> None:
    """Sentences below a heading have it with them, but a heading without end is not repeated for each."""
    heading = "h" * length + ":"
    found = split_sentences(heading + "\n" + "- a b c\n" * bullets)
    assert sum(map(len, found)) <= len(heading) + bullets * (400 + len("- a b c "))
