"""What a sync drops or keeps against the catalogue, as problems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from clientwright.evolution.problems import (
    EditReplaced,
    GoneUnsure,
    RuleDropped,
    SchemaReplaced,
    TooManyGone,
    TooManyRetired,
    WordsDropped,
    WordsKept,
)
from clientwright.evolution.sync.schema_merge import schema_parts
from clientwright.evolution.sync.sync_result import CatalogueSnapshot
from clientwright.io.json_pointer import has_pointer, join_pointer, split_pointer
from clientwright.io.json_types import Schema
from clientwright.lint.localized_words import check_prose
from clientwright.lint.problems import UnreadRule
from clientwright.normalize.combine import JsonDifference, json_differences
from clientwright.normalize.prose_rules import rule_key
from clientwright.normalize.repair_result import ABSENT
from clientwright.problems import Problem, quote_value
from clientwright.rules.base import Origin
from clientwright.schema.equality import short_hash
from clientwright.schema.references import BadReference
from clientwright.sources.catalogue_entry import CATALOGUE_LOCALE
from clientwright.specs.model import Endpoint
from clientwright.specs.model_ids import ModelId

_WIDTH = 40
"""How many characters of a value a message shows."""


def find_losses(
    old: Endpoint, new: Endpoint, merged: Endpoint, clashes: Sequence[str]
) -> Iterator[Problem]:
    """Yield what `old` contained and `merged` does not, and what differs from the catalogue (`new`).

    `clashes` are the parts of the schema that both a person and the catalogue changed.
    """
    yield from (
        _schema_replaced(old, merged)
        if not _has_parts(old)
        else _edits_replaced(old, merged, clashes)
    )
    yield from _rules_dropped(old, merged)
    yield from _words_kept(old, new, merged)
    yield from _words_dropped(old, merged.input)


def last_catalogue_hash(old: Endpoint, pointer: str) -> str | None:
    """Return the hash of a field's texts in the catalogue at the last sync."""
    return old.listing.words.get(pointer) if old.listing else None


def _schema_replaced(old: Endpoint, merged: Endpoint) -> Iterator[Problem]:
    """Yield what a page or a person wrote in a schema that the catalogue's has replaced."""
    own = old.listing and old.listing.structure == short_hash({"input": old.input, "output": None})
    if own:
        return
    found = json_differences(old.input, merged.input)
    facts = [one for one in found if one[1] is not ABSENT]
    if facts:
        who = "was edited or came from a page" if old.listing else "did not come from it"
        yield SchemaReplaced(old.location("/input"), who, *difference_texts(facts))


def _has_parts(old: Endpoint) -> bool:
    return bool(old.listing and old.listing.parts)


def _edits_replaced(old: Endpoint, merged: Endpoint, clashes: Sequence[str]) -> Iterator[Problem]:
    """Yield a person's edits of parts that the catalogue also changed, one problem per part."""
    here, there = schema_parts(old.input), schema_parts(merged.input)
    for at in clashes:
        was, now = here.get(at, ABSENT), there.get(at, ABSENT)
        found = json_differences(was, now, at)
        facts = [one for one in found if one[1] is not ABSENT or one[0] == at]
        if facts:
            location = old.location(f"/input{at}" if at in here else "/input")
            yield EditReplaced(location, at, *difference_texts(facts))


def difference_texts(facts: Sequence[JsonDifference]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the pointers of the differences, and what changed at each."""
    return tuple(at for at, _, _ in facts), tuple(
        f"{_short(was)} -> {_short(now)}" for _, was, now in facts
    )


def _short(value: object) -> str:
    return str(value) if value is ABSENT else quote_value(value, _WIDTH)


def _rules_dropped(old: Endpoint, merged: Endpoint) -> Iterator[Problem]:
    left = {rule_key(rule) for rule in merged.rules}
    gone = [(n, rule) for n, rule in enumerate(old.own_rules) if rule_key(rule) not in left]
    unread = _unread_sentences(merged) if gone else {}
    for n, rule in gone:
        still = unread.get(rule.origin, "") if rule.origin else ""
        yield RuleDropped(old.location(f"/rules/{n}"), rule.sentence(), still)


def _unread_sentences(merged: Endpoint) -> dict[Origin, str]:
    """Return, by description, a sentence that may state a rule but matches no recognizer."""
    try:
        found = [one for one in check_prose(merged) if isinstance(one, UnreadRule)]
    except BadReference:
        return {}
    sentences = [(split_pointer(one.location.pointer), one) for one in found]
    return {
        Origin(join_pointer(at[2], at[3]), one.locale): one.sentence
        for at, one in reversed(sentences)
    }


def _words_kept(old: Endpoint, new: Endpoint, merged: Endpoint) -> Iterator[Problem]:
    """Yield the texts that were kept although the catalogue has new ones."""
    for pointer, texts in new.words.get(CATALOGUE_LOCALE, {}).items():
        here = merged.words.get(CATALOGUE_LOCALE, {}).get(pointer, {})
        if last_catalogue_hash(old, pointer) in (None, short_hash(texts)):
            continue
        for key, text in texts.items():
            if here.get(key, text) != text:
                location = old.location(join_pointer("/words", CATALOGUE_LOCALE, pointer, key))
                yield WordsKept(location, here[key], text)


def _words_dropped(old: Endpoint, schema: Schema) -> Iterator[Problem]:
    """Yield people's texts that are lost with their field, one problem per field."""
    found = dict[str, list[tuple[str, str]]]()
    for locale, words in sorted(
        old.words.items(), key=lambda item: (item[0] != CATALOGUE_LOCALE, item[0])
    ):
        for pointer, texts in words.items():
            from_catalogue = locale == CATALOGUE_LOCALE and last_catalogue_hash(
                old, pointer
            ) == short_hash(texts)
            if not has_pointer(schema, pointer) and not from_catalogue:
                found.setdefault(_outermost_missing(schema, pointer), []).append((locale, pointer))
    for field, lost in found.items():
        locale, pointer = lost[0]
        texts = old.words[locale][pointer]
        text = texts.get("description") or texts.get("title", "")
        location = old.location(join_pointer("/words", locale, pointer))
        yield WordsDropped(location, field, tuple(dict.fromkeys(name for name, _ in lost)), text)


def _outermost_missing(schema: Schema, pointer: str) -> str:
    """Return the shortest prefix of a pointer that is not in the schema."""
    parts = pointer.split("/")
    ways = ("/".join(parts[:n]) for n in range(1, len(parts) + 1))
    return next((way for way in ways if not has_pointer(schema, way)), pointer)


ALWAYS_RETIRABLE = 3
"""This many endpoints may be retired at once, however few there are."""
RETIRABLE_ONE_IN = 5
"""Beyond that, at most one in this many listed endpoints may be retired."""


def removal_doubt(
    snapshot: CatalogueSnapshot, gone: Sequence[ModelId], listed: int
) -> Problem | None:
    """Return why unlisted endpoints are not retired; None if they may be."""
    here = snapshot.location
    ids = tuple(map(str, sorted(gone)))
    if ids and not snapshot.has_total:
        return GoneUnsure(here, ids, "the catalogue does not say how many it has (`total`)")
    if ids and not snapshot.complete:
        return GoneUnsure(here, ids, "some entries have no usable id")
    if len(ids) > max(ALWAYS_RETIRABLE, listed / RETIRABLE_ONE_IN):
        return TooManyGone(here, ids, listed)
    return None


def stated_doubt(
    snapshot: CatalogueSnapshot, gone: Sequence[ModelId], listed: int
) -> Problem | None:
    """Return why endpoints that the catalogue calls retired are not retired; None if they may be."""
    too_many = len(gone) > max(ALWAYS_RETIRABLE, listed / RETIRABLE_ONE_IN)
    return TooManyRetired(snapshot.location, tuple(map(str, gone)), listed) if too_many else None
