"""What is told quickly of a sentence is what its full reading would say."""

from __future__ import annotations

import json
import re
import sys
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clientwright.rules import prose_reading, required_substrings
from clientwright.rules.language import LOCALES, has_sign, stated
from clientwright.rules.prose_reading import RuleReader
from clientwright.rules.prose_sentences import split_sentences
from clientwright.rules.prose_sums import may_tell_sum, sounds_like_sum
from clientwright.rules.prose_templates import all_templates
from clientwright.rules.required_substrings import PatternIndex, fold
from clientwright.rules.sentence_screen import SentenceScreen
from rules.cases import FOLDER

SENTENCES = [
    sentence
    for path in sorted(FOLDER.glob("*/_sentences.json"))
    for sentence, _ in json.loads(path.read_text("utf-8"))
]
SUMS = [
    sentence
    for path in sorted((FOLDER.parent / "sums").glob("*.json"))
    for sentence in re.findall(r'"((?:[^"\\]|\\.)*)"', path.read_text("utf-8"))[:40]
]
NAMES = ("a", "b", "images", "requires", "must", "is_mode", "t", "s", "@clip", "übung", "4k", "字")
TITLES = ("Needs", "First Image", "must", "t", "It's", "Image's end", "a", "", "Ünit 字")
PIECES = ("must", "is", "in", "o", "ı", "S", "K", "ſ", "и", "图", "@", "'", "1", "_")
WORDS = st.sampled_from(
    (*PIECES, "be", "or", "requires", "字", "cannot", "“", "`", "**", "first image")
)


def pieces() -> st.SearchStrategy[str]:
    """Return patterns of a few letters, spaces, edges, classes and choices."""
    single = st.sampled_from([re.escape(piece) for piece in PIECES])
    spaces = st.sampled_from(
        (r"\s+", r"\s*", " ", r"\b", r"\B", r"(?!\w)", r"(?<!\w)", "[oi]", "[^x]", "x?", ".")
    )
    return st.recursive(
        single | spaces,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=4).map("".join),
            st.lists(inner, min_size=2, max_size=3).map(lambda each: f"(?:{'|'.join(each)})"),
            inner.map(lambda one: f"(?:{one})?"),
            inner.map(lambda one: f"(?:{one}){{1,2}}"),
            inner.map(lambda one: f"(?={one}){one}"),
        ),
        max_leaves=8,
    )


@settings(max_examples=60)
@given(pieces(), st.lists(WORDS | st.sampled_from((" ", ",", "x")), max_size=7), st.data())
def test_whatever_matches_is_a_candidate(
    pattern: str, text: list[str], data: st.DataObject
) -> None:
    """An index offers each pattern that a text matches, wherever it matches, and with or without regard to case."""
    for flags in (0, re.I):
        compiled = re.compile(pattern, flags)
        texts = ["".join(text), data.draw(st.from_regex(compiled, fullmatch=True))]
        for one in texts:
            if compiled.search(one):
                assert PatternIndex([pattern], flags).candidates(one) == [compiled]
            if compiled.fullmatch(one):
                assert PatternIndex([pattern], flags, whole=True).may_match(one)


def test_letters_are_the_same_that_patterns_take_for_the_same() -> None:
    """Of all characters, those that a pattern without regard to case takes for a letter of ours are folded to it."""
    assert all_templates().may_match(SENTENCES[0])
    letters = {letter for atom in required_substrings._BITS for letter in atom if letter.isalpha()}
    everything = "".join(chr(n) for n in range(sys.maxunicode + 1) if not 0xD800 <= n <= 0xDFFF)
    alike = "".join(re.findall(f"[{''.join(letters)}]", everything, re.I))
    for letter in letters:
        assert {*map(fold, re.findall(letter, alike, re.I))} == {fold(letter)}


def mutated(sentence: str, place: int, word: str, *, instead: bool) -> str:
    """Return a sentence with a further word at a place, or with this instead of another."""
    words = sentence.split(" ")
    at = place % (len(words) + 1)
    return " ".join([*words[:at], word, *words[at + instead :]])


def of_schema(names: tuple[str, str], titles: tuple[str, str]) -> tuple[dict[str, Any], Any]:
    """Return a schema with fields of some names, and words with their titles."""
    fields: dict[str, Any] = {name: {"type": "string"} for name in ("a", "b", "c", *names)}
    words = {
        f"/properties/{name}": {"title": title} for name, title in zip(names, titles, strict=True)
    }
    item = {"type": "object", "properties": {"duration": {"type": "integer"}}}
    fields |= {"shots": {"type": "array", "items": item}, "duration": {"type": "integer"}}
    return {"type": "object", "properties": fields}, words


@settings(max_examples=80)
@given(
    st.sampled_from((*SENTENCES, *SUMS)),
    st.lists(
        st.tuples(st.integers(0, 30), WORDS | st.sampled_from(TITLES), st.booleans()), max_size=3
    ),
    st.tuples(*[st.sampled_from(NAMES)] * 2),
    st.tuples(*[st.sampled_from(TITLES)] * 2),
)
@example('a re"Foo x" b.', [], ("quires", "b"), ("Foo x", ""))
@example("a `Foo x`s b.", [], ("require", "b"), ("Foo x", ""))
@example("a Foo x b.", [], ("requires @", "b"), ("Foo x", ""))
@example("a foo x b.", [], ("requires", "b"), ("Foo x", ""))
def test_the_screen_hides_nothing_that_is_read(
    sentence: str,
    changes: list[tuple[int, str, bool]],
    names: tuple[str, str],
    titles: tuple[str, str],
) -> None:
    """Where all patterns are tried on each sentence, the same rules are read and the same sentences sound like one."""
    for place, word, instead in changes:
        sentence = mutated(sentence, place, word, instead=instead)
    schema, words = of_schema(names, titles)
    at = "/properties/a/description"
    quick = read(schema, words, sentence, at)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(SentenceScreen, "may_match_template", lambda *_: True)
        patched.setattr(prose_reading, "may_tell_sum", lambda _: True)
        patched.setattr(PatternIndex, "may_match", lambda *_: True)
        patched.setattr(
            PatternIndex, "candidates", lambda self, _: [one.pattern for one in self._entries]
        )
        assert read(schema, words, sentence, at) == quick


def read(schema: dict[str, Any], words: Any, sentence: str, at: str) -> tuple[object, ...]:
    """Return all that is told of a sentence."""
    reader = RuleReader(schema, words)
    signs = [has_sign(sentence, *key) for key in (("rule",), ("waiver",))]
    forms = [has_sign(sentence, key, form=True) for key in ("limit", "qualifier")]
    return reader.read(sentence, at), sounds_like_sum(sentence), *signs, *forms


DULL = (
    "A dog.",
    "Der Hund läuft.",
    "Une image",
    "犬の写真。",
    "2 s long",
    "It's [x]:",
    "__x__",
    "**b",
    "* Note",
    "",
)
GLUE = st.sampled_from((" ", "\n", "\n\n", "\n- ", ", ", "; ", "。", "**"))


@settings(max_examples=100)
@given(
    st.lists(st.tuples(st.sampled_from((*DULL * 9, *SENTENCES, *SUMS)), GLUE), max_size=4),
    st.tuples(*[st.sampled_from(NAMES[:4])] * 2),
    st.sampled_from(("images", "seed", "Needs x")),
)
def test_nothing_is_told_in_a_description_that_is_skipped(
    parts: list[tuple[str, str]], names: tuple[str, str], title: str
) -> None:
    """Where a description is said to tell no rules, none of its sentences states one or sounds like one."""
    description = "".join(text for part in parts for text in part)
    reader = RuleReader(*of_schema(names, (title, "B")))
    if not reader.may_tell_rules(description):
        for sentence in split_sentences(description):
            assert reader.read(sentence, "/properties/a/description") == ()
            assert not reader.sounds_like_rule(sentence, "/properties/a/description")


def test_dull_descriptions_are_skipped() -> None:
    """Most texts tell no rules; those of a rule's sentence do, whatever stands beside it."""
    reader = RuleReader(*of_schema(("seed", "style"), ("Seed", "Style")))
    assert not reader.may_tell_rules("A dog in the park. It runs fast.\n\nDer Hund läuft.")
    assert all(reader.may_tell_rules(f"A dog.\n{sentence}") for sentence in SENTENCES)


def test_most_sentences_are_told_quickly() -> None:
    """A sentence without the words of a rule is screened, in each language; one with them is not."""
    screen = SentenceScreen(*of_schema(("seed", "style"), ("Seed", "Style")))
    plain = ("The seed of the noise.", "Das Bild am Anfang.", "影片的風格。", "Стиль видео.")
    assert not any(map(screen.may_match_template, plain))
    assert not any(map(may_tell_sum, plain))
    assert all(screen.may_match_template(one) or may_tell_sum(one) for one in SENTENCES)


def test_patterns_of_each_language_require_something() -> None:
    """Something certain is known of what states a rule, sounds like one or waives one, in each language."""
    kinds = [("SENTENCES", "requires"), ("SIGNS", "rule"), ("SIGNS", "waiver")]
    for (table, key), locale in product(kinds, LOCALES):
        for texts in stated(table, key, (locale,)):
            found = [required_substrings.required_substrings(text, re.I) for text in texts]
            assert all(found), (table, key, locale)
