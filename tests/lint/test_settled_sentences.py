"""The life of a sentence: settled once, it is shown again only if its own words change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.lint import lint_endpoint
from clientwright.lint.rule_sentences import SentenceState, rule_sentences
from clientwright.normalize.prose_rules import recognize_rules
from clientwright.rules.base import QuotedSentence
from clientwright.rules.kinds import from_json
from clientwright.specs.codec import endpoint_as_json, endpoint_from_json
from clientwright.specs.model import Dismissal, Endpoint
from lint.support import endpoint, object_schema

SCHEMA = object_schema(a={"type": "string"}, b={"type": "string"}, c={"type": "integer"})
DUTIES = tuple(f"It must be {what}." for what in ("kind", "short", "polite", "one of many"))
PLAIN = ("A text.", "Any words.", "")
STATED = "a and b are mutually exclusive."
RULE = from_json({"kind": "at-most-one-of", "fields": ["$.a", "$.b"]})
TEXTS = st.lists(st.sampled_from((*DUTIES, *PLAIN)), max_size=4, unique=True).map(" ".join)
WORDS = st.dictionaries(
    st.sampled_from(["en", "fr"]),
    st.dictionaries(
        st.sampled_from(["", "/properties/a", "/properties/b"]),
        TEXTS.map(lambda text: {"description": text}),
        max_size=3,
    ),
    max_size=2,
)


def described(text: str, **parts: Any) -> Endpoint:
    """Return an endpoint with one description."""
    words = {"en": {"/properties/a": {"description": text}}}
    return replace(endpoint(SCHEMA, words=words), **parts)


def quoted(sentence: str, at: str = "/properties/a/description") -> QuotedSentence:
    """Return a sentence of the description."""
    return QuotedSentence(at, "en", sentence)


def shown(one: Endpoint) -> list[QuotedSentence]:
    """Return the sentences that lint shows, as an endpoint that was saved and loaded has them."""
    again = endpoint_from_json(endpoint_as_json(one), one.path)
    codes = [problem.code for problem in lint_endpoint(again)]
    unsettled = [s.quoted for s in rule_sentences(again) if not s.state.is_settled]
    assert codes.count("unread-rule") + codes.count("lost-rule") == len(unsettled)
    return unsettled


@settings(max_examples=40)
@given(WORDS, WORDS)
def test_a_dismissed_sentence_is_never_shown_again(
    before: dict[str, dict[str, dict[str, str]]], after: dict[str, dict[str, dict[str, str]]]
) -> None:
    """Whatever becomes of other sentences and locales, only sentences that were not dismissed there are shown."""
    old = replace(endpoint(SCHEMA), words=before)
    dismissed = tuple(Dismissal(one, "Advice.") for one in shown(old))
    assert shown(replace(old, dismissed=dismissed)) == []
    new = replace(old, words=after)
    expected = [one for one in shown(new) if one not in shown(old)]
    assert shown(replace(new, dismissed=dismissed)) == expected


def test_a_wrapped_line_is_the_same_sentence() -> None:
    """White space does not change a sentence; a word does."""
    dismissed = (Dismissal(quoted("It must\n be kind."), "Advice."),)
    assert shown(described("It  must be kind.", dismissed=dismissed)) == []
    assert len(shown(described("It must be kinder.", dismissed=dismissed))) == 1
    assert len(shown(described("It must be Kind.", dismissed=dismissed))) == 1


def test_a_persons_rule_stands_for_its_sentence() -> None:
    """A sentence that a rule settles is not shown; if it changes, it is, and so is the rule."""
    rule = replace(RULE, settles=(quoted("It must not be used with b."),))
    one = described("It must not be used with b.", rules=(rule,))
    assert [s.state for s in rule_sentences(one)] == [SentenceState.WRITTEN]
    assert [p.code for p in lint_endpoint(one)] == []
    changed = described("It must not be used with c.", rules=(rule,))
    assert {p.code for p in lint_endpoint(changed)} == {"unread-rule", "settles-nothing"}


def test_a_stated_rule_that_the_spec_lacks_can_be_dismissed() -> None:
    """A sentence that the program reads, and a person calls wrong, is not reported as lost and not read again."""
    one = described(STATED)
    assert [s.state for s in rule_sentences(one)] == [SentenceState.LOST]
    dismissed = replace(one, dismissed=(Dismissal(quoted(STATED), "The page is wrong."),))
    assert list(lint_endpoint(dismissed)) == []
    assert recognize_rules(dismissed.words, SCHEMA) == recognize_rules(one.words, SCHEMA) != ()
    assert recognize_rules(dismissed.words, SCHEMA, dismissed.settled) == ()


@pytest.mark.parametrize(
    ("at", "left"),
    [
        ("/properties/a/description", "the description has changed"),
        ("/properties/b/description", "the description is gone"),
        ("/properties/z/description", "the field is gone"),
    ],
)
def test_what_was_settled_and_is_gone_is_a_note(at: str, left: str) -> None:
    """A dismissed sentence that nobody writes any more is a note, which says what is left of its place."""
    one = described("A text.", dismissed=(Dismissal(quoted("It must be kind.", at), "Advice."),))
    (problem,) = lint_endpoint(one)
    assert (problem.code, problem.severity) == ("dismissed-nothing", "info")
    assert left in problem.found()


def test_settling_a_sentence_does_not_renumber_the_others() -> None:
    """Numbers count sentences of every state."""
    one = described(" ".join(DUTIES))
    numbers = {s.quoted: s.number for s in rule_sentences(one)}
    assert list(numbers.values()) == [1, 2, 3, 4]
    settled = replace(one, dismissed=(Dismissal(quoted(DUTIES[1]), "Advice."),))
    assert {s.quoted: s.number for s in rule_sentences(settled)} == numbers
