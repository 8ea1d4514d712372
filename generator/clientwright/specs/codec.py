"""Convert endpoints from and to JSON documents, whose key order is kept: changing one value changes one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.rules import kinds
from clientwright.rules.base import QuotedSentence
from clientwright.specs.model import (
    CatalogueListing,
    Dismissal,
    Endpoint,
    Price,
    RepairNote,
    SourceNote,
    Words,
)
from clientwright.specs.model_ids import ModelId


def endpoint_from_json(document: Mapping[str, Any], path: Path) -> Endpoint:
    """Return the endpoint of a document that is valid against `specs/meta/endpoint.schema.json`.

    Raises:
        KeyError: a rule is of an unknown kind.
        ValueError: a path in a rule cannot be parsed.
    """
    return Endpoint(
        id=ModelId(document["id"]),
        input=document["input"],
        output=document.get("output"),
        rules=tuple(map(kinds.from_json, document.get("rules", ()))),
        dismissed=tuple(map(_dismissal, document.get("dismissed", ()))),
        words=nonempty_words(document.get("words", {})),
        output_words=nonempty_words(document.get("output_words", {})),
        notes=tuple(document.get("notes", ())),
        repairs=tuple(RepairNote(r["code"], r["at"]) for r in document.get("repairs", ())),
        sources={
            locale: SourceNote(s["structure"], s["words"], s.get("output_words", ""))
            for locale, s in document.get("sources", {}).items()
        },
        listing=_listing(document["catalogue"]) if "catalogue" in document else None,
        retired=document.get("retired", False),
        names=document.get("names", {}),
        version=document.get("version", ""),
        path=path,
    )


def _dismissal(document: Mapping[str, str]) -> Dismissal:
    return Dismissal(QuotedSentence.from_json(document), document["reason"])


def nonempty_words(words: Words) -> Words:
    """Return texts without places that have none, and without languages that have none."""
    by_locale = {
        locale: {pointer: texts for pointer, texts in entries.items() if texts}
        for locale, entries in words.items()
    }
    return {locale: entries for locale, entries in by_locale.items() if entries}


def endpoint_as_json(endpoint: Endpoint) -> dict[str, Any]:
    """Return the endpoint's document, without empty parts and shared rules."""
    document: dict[str, Any] = {
        "id": str(endpoint.id),
        "version": endpoint.version,
        "input": endpoint.input,
        "output": endpoint.output,
        "rules": [kinds.as_json(rule) for rule in endpoint.own_rules],
        "dismissed": [{**one.quoted.as_json(), "reason": one.reason} for one in endpoint.dismissed],
        "notes": list(endpoint.notes),
        "words": {locale: dict(words) for locale, words in sorted(endpoint.words.items())},
        "output_words": {
            locale: dict(words) for locale, words in sorted(endpoint.output_words.items())
        },
        "repairs": [{"code": repair.code, "at": repair.at} for repair in endpoint.repairs],
        "sources": {
            locale: _source_as_json(source) for locale, source in sorted(endpoint.sources.items())
        },
        "catalogue": _listing_as_json(endpoint.listing) if endpoint.listing else None,
        "retired": endpoint.retired,
        "names": dict(sorted(endpoint.names.items())),
    }
    required = ("id", "input")
    return {key: value for key, value in document.items() if value or key in required}


def _source_as_json(source: SourceNote) -> dict[str, str]:
    hashes = {"structure": source.structure, "words": source.words}
    return {**hashes, "output_words": source.output_words} if source.output_words else hashes


def _listing(document: Mapping[str, Any]) -> CatalogueListing:
    hashes, price = document["said"], document.get("price")
    return CatalogueListing(
        entry=hashes["entry"],
        structure=hashes["structure"],
        words=hashes.get("words", {}),
        parts=hashes.get("parts", {}),
        kind=document.get("kind", ""),
        categories=tuple(document.get("categories", ())),
        price=Price(**price) if price else None,
        version=hashes.get("version", ""),
        output=hashes.get("output", ""),
        output_words=hashes.get("output_words", {}),
    )


def _listing_as_json(listing: CatalogueListing) -> dict[str, Any]:
    price = listing.price
    price_parts = (
        {} if price is None else {"usd": price.usd, "unit": price.unit, "note": price.note}
    )
    hashes: dict[str, Any] = {"entry": listing.entry, "structure": listing.structure}
    hashes |= {"version": listing.version} if listing.version else {}
    hashes |= {"output": listing.output} if listing.output else {}
    by_pointer = {
        "parts": listing.parts,
        "words": listing.words,
        "output_words": listing.output_words,
    }
    hashes |= {key: dict(sorted(value.items())) for key, value in by_pointer.items() if value}
    document = {
        "kind": listing.kind,
        "categories": list(listing.categories),
        "price": {key: value for key, value in price_parts.items() if value not in (None, "")},
        "said": hashes,
    }
    return {key: value for key, value in document.items() if value}


def restore_key_order(value: Any, before: Any) -> Any:
    """Return a JSON value with its keys in their previous order; new keys follow their predecessor."""
    if is_dict(value) and is_dict(before):
        return {
            key: restore_key_order(value[key], before.get(key))
            for key in order_keys([*value], [*before])
        }
    if is_list(value) and is_list(before):
        return [
            restore_key_order(item, _previous_item(item, n, before)) for n, item in enumerate(value)
        ]
    return value


def order_keys(keys: Sequence[str], before: Sequence[str]) -> list[str]:
    """Return keys in their previous order; a new key comes after its predecessor, or first."""
    have = set(keys)
    found = [key for key in before if key in have]
    known = set(found)
    for n, key in enumerate(keys):
        if key not in known:
            known.add(key)
            found.insert(found.index(keys[n - 1]) + 1 if n else 0, key)
    return found


def _previous_item(item: Any, n: int, before: Sequence[Any]) -> Any:
    """Return the equal item of the previous list, else the item at the same index."""
    if not (is_dict(item) or is_list(item)):
        return None
    same_index = before[n] if n < len(before) else None
    return (
        same_index
        if same_index == item
        else next((one for one in before if one == item), same_index)
    )
