"""Specs as JSON documents: each value read from its document, each document made from its value."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clientwright.rules import rule_registry
from clientwright.specs.model import CatalogueListing, Endpoint, Price, RepairNote, SourceNote
from clientwright.specs.model_ids import ModelId


def endpoint_from_json(document: Mapping[str, Any], path: Path) -> Endpoint:
    """Read an endpoint from a document that has passed `specs/meta/endpoint.schema.json`.

    Raises:
        KeyError, ValueError: a rule in it is of no known kind, or names no path.
    """
    return Endpoint(
        id=ModelId(document["id"]),
        input=document["input"],
        output=document.get("output"),
        rules=tuple(map(rule_registry.from_json, document.get("rules", ()))),
        words=document.get("words", {}),
        notes=tuple(document.get("notes", ())),
        repairs=tuple(RepairNote(r["code"], r["at"]) for r in document.get("repairs", ())),
        sources={
            locale: SourceNote(s["structure"], s["words"])
            for locale, s in document.get("sources", {}).items()
        },
        listing=_listing(document["catalogue"]) if "catalogue" in document else None,
        retired=document.get("retired", False),
        names=document.get("names", {}),
        path=path,
    )


def endpoint_as_json(endpoint: Endpoint) -> dict[str, Any]:
    """Give the endpoint's document; parts that are empty are left out."""
    document: dict[str, Any] = {
        "id": str(endpoint.id),
        "input": endpoint.input,
        "output": endpoint.output,
        "rules": [rule_registry.as_json(rule) for rule in endpoint.rules],
        "notes": list(endpoint.notes),
        "words": {locale: dict(words) for locale, words in sorted(endpoint.words.items())},
        "repairs": [{"code": repair.code, "at": repair.at} for repair in endpoint.repairs],
        "sources": {
            locale: {"structure": source.structure, "words": source.words}
            for locale, source in sorted(endpoint.sources.items())
        },
        "catalogue": _listing_as_json(endpoint.listing) if endpoint.listing else None,
        "retired": endpoint.retired,
        "names": dict(sorted(endpoint.names.items())),
    }
    needed = ("id", "input")
    return {key: value for key, value in document.items() if value or key in needed}


def _listing(document: Mapping[str, Any]) -> CatalogueListing:
    said, price = document["said"], document.get("price")
    return CatalogueListing(
        entry=said["entry"],
        structure=said["structure"],
        words=said.get("words", {}),
        parts=said.get("parts", {}),
        kind=document.get("kind", ""),
        categories=tuple(document.get("categories", ())),
        price=Price(**price) if price else None,
    )


def _listing_as_json(listing: CatalogueListing) -> dict[str, Any]:
    price = listing.price
    paid = {} if price is None else {"usd": price.usd, "unit": price.unit, "note": price.note}
    said: dict[str, Any] = {"entry": listing.entry, "structure": listing.structure}
    hashes = {"parts": listing.parts, "words": listing.words}
    said |= {key: dict(sorted(value.items())) for key, value in hashes.items() if value}
    document = {
        "kind": listing.kind,
        "categories": list(listing.categories),
        "price": {key: value for key, value in paid.items() if value not in (None, "")},
        "said": said,
    }
    return {key: value for key, value in document.items() if value}
