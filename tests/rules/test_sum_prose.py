"""`sum-equals` in prose: read in all languages, and never with a word that may limit, deny or doubt it.

`sums/<locale>.json` has sentences that are read, near ones that are not, the parts of a sentence with
their synonyms, words that change what a sentence says, and sentences that limit the one before them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.normalize.prose_rules import recognize_rules, split_sentences
from clientwright.rules.kinds.sum_equals import SumEquals
from clientwright.rules.prose_reading import RuleReader
from rules.first_reading import recognize

AT = "/properties/multi_prompt/description"
SPECS = Path(__file__).parents[2] / "specs" / "runcomfy" / "kling" / "kling-3.0" / "standard"
SCHEMA: dict[str, Any] = json.loads((SPECS / "image-to-video.json").read_text("utf-8"))["input"]
READER = RuleReader(SCHEMA, {})
SUM = {"kind": "sum-equals", "addends": "$.multi_prompt[*].duration", "total": "$.duration"}
TABLES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((Path(__file__).parent / "sums").glob("*.json"))
}
ENGLISH = "The durations of all segments must add up to the duration of the video."
LOCALES = st.sampled_from(sorted(TABLES))
every_language = pytest.mark.parametrize("locale", TABLES)


def read(sentence: str) -> list[dict[str, Any]]:
    """Return the rules that a sentence in the description of `multi_prompt` states."""
    return [rule.as_json() for rule in READER.read(sentence, AT)]


def read_text(text: str) -> list[dict[str, Any]]:
    """Return the rules that a description of `multi_prompt` states."""
    words = {"en": {"/properties/multi_prompt": {"description": text}}}
    return [rule.as_json() for rule in recognize_rules(words, SCHEMA)]


def with_word(sentence: str, word: str) -> Iterator[str]:
    """Yield a sentence with one more word: between any two words, or at any place if it has no spaces."""
    parts = sentence.split() if sentence.count(" ") > 3 else [*sentence]
    joint = " " if sentence.count(" ") > 3 else ""
    for n in range(len(parts) + 1):
        yield joint.join([*parts[:n], word, *parts[n:]])


def test_every_language_of_the_pages_has_a_table() -> None:
    """The sixteen languages have ten sentences and more that are read, and as many near ones."""
    assert len(TABLES) == 16
    few = [name for name, table in TABLES.items() if min(map(len, _lists(table))) < 10]
    assert few == []


def _lists(table: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    return table["read"], table["unread"], table["words"]


@every_language
def test_sentences_are_read_and_near_ones_are_shown(locale: str) -> None:
    """A sentence that states the rule is read with both of its paths; a near one is not, but sounds like a rule."""
    for sentence in TABLES[locale]["read"]:
        assert (sentence, read(sentence)) == (sentence, [SUM])
    for sentence in TABLES[locale]["unread"]:
        assert (sentence, SUM in read(sentence)) == (sentence, False)
        assert READER.sounds_like_rule(sentence, AT), sentence


@every_language
def test_one_more_word_makes_a_sentence_unread(locale: str) -> None:
    """A condition, a quantifier, a hedge or a denial at any place of a sentence makes it unread; a person is shown it."""
    sentences = TABLES[locale]["read"]
    for n, word in enumerate(TABLES[locale]["words"]):
        sentence = sentences[n % len(sentences)]
        assert [one for one in with_word(sentence, word) if SUM in read(one)] == []
        for shown in (f"{word} {sentence}", f"{sentence.rstrip('.。')} {word}"):
            assert READER.sounds_like_rule(shown, AT), shown


@given(LOCALES, st.data())
@settings(max_examples=120)
def test_every_combination_of_synonyms_is_read(locale: str, data: st.DataObject) -> None:
    """Whichever synonym stands at each place of a sentence, it is read."""
    slots = TABLES[locale]["form"]
    sentence = "".join(data.draw(st.sampled_from(slot)) for slot in slots)
    assert (sentence, read(sentence)) == (sentence, [SUM])


@given(
    LOCALES,
    st.data(),
    st.sampled_from(["?", "؟", "?", " 2", "½", "%", "+", "~", "\N{WARNING SIGN}"]),
)
@settings(max_examples=60)
def test_question_or_number_makes_a_sentence_unread(
    locale: str, data: st.DataObject, sign: str
) -> None:
    """With a question mark, a number or a sign of arithmetic anywhere, a sentence is not read."""
    sentence = data.draw(st.sampled_from(TABLES[locale]["read"]))
    at = data.draw(st.integers(1, len(sentence)))
    changed = sentence[:at] + sign + sentence[at:]
    assert (changed, SUM in read(changed)) == (changed, False)


@every_language
def test_sentence_that_is_limited_by_the_next_is_not_read(locale: str) -> None:
    """A sentence after it that limits, withdraws or excepts belongs to the rule's sentence, which is then not read."""
    sentence = TABLES[locale]["read"][0]
    assert read_text(sentence) == [SUM]
    for limit in TABLES[locale]["after"]:
        assert (limit, read_text(f"{sentence} {limit}")) == (limit, [])


@pytest.mark.parametrize(
    "after",
    ["A scene has a prompt.", "Use it to cut.", "It starts with the first one.", "In seconds."],
)
def test_other_sentence_after_it_changes_nothing(after: str) -> None:
    """A sentence after it that says something else stands alone."""
    assert split_sentences(f"{ENGLISH} {after}") == [ENGLISH, after]
    assert read_text(f"{ENGLISH} {after}") == [SUM]


@pytest.mark.parametrize("spelling", ["duration", "Duration"])
@pytest.mark.parametrize("mark", ['"', "`", ""])
def test_field_may_be_named_in_quotation_marks(mark: str, spelling: str) -> None:
    """The fields of the rule may be in quotation marks; a word that is no field of it may not."""
    sentence = "The durations of all segments must add up to {0}{1}{0}."
    assert read(sentence.format(mark, spelling)) == [SUM]
    assert mark == "" or read(sentence.format(mark, "the duration of the video")) == []


def test_own_sentence_is_recognized() -> None:
    """The rule's own sentence is recognized as the rule."""
    rule = SumEquals.from_json(SUM)
    assert recognize(SumEquals, rule.sentence(), AT, SCHEMA) == rule


def _schema(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _parts(name: str) -> dict[str, Any]:
    items = {"type": "object", "properties": {name: {"type": "integer"}}}
    return {"type": "array", "items": items}


PARTS, NUMBER = _parts("duration"), {"type": "integer"}
SENTENCE = "The sum of all durations must equal duration."


@pytest.mark.parametrize(
    "schema",
    [
        {},
        _schema(),
        _schema(parts=PARTS),
        _schema(parts=PARTS, duration={"type": "string"}),
        _schema(parts=PARTS, more=PARTS, duration=NUMBER),
        _schema(parts={"type": "array", "items": True}, duration=NUMBER),
        _schema(parts=True, duration=NUMBER),
    ],
)
def test_ambiguous_schema_yields_no_rule(schema: dict[str, Any]) -> None:
    """If no field fits, or more than one does, nothing is recognized."""
    assert recognize(SumEquals, SENTENCE, "/description", schema) is None


def test_description_of_an_array_refers_to_that_array() -> None:
    """Of two arrays that would fit, the sentence refers to the one that it describes."""
    schema = _schema(parts=PARTS, more=PARTS, duration=NUMBER)
    rule = recognize(SumEquals, SENTENCE, "/properties/more/description", schema)
    assert rule is not None
    assert str(rule.addends) == "$.more[*].duration"


@pytest.mark.parametrize(
    ("name", "sentence", "is_read"),
    [
        ("seconds", ENGLISH, True),
        ("duration_s", ENGLISH, True),
        ("weight", ENGLISH, False),
        ("weight", "The sum of all weights must equal weight.", True),
        ("weight", "The sum of all durations must equal weight.", False),
        ("weight", "The sum of the weights of all parts must equal the `weight` field.", True),
    ],
)
def test_only_a_field_that_lasts_is_called_a_duration(
    name: str, sentence: str, is_read: bool
) -> None:
    """A field is called by its name, or by a word for durations if its name says that it is one."""
    schema = _schema(parts=_parts(name), **{name: NUMBER})
    found = recognize(SumEquals, sentence, "/properties/parts/description", schema)
    assert (found is not None) is is_read
