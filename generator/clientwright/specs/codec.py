"""Convert endpoints from and to JSON documents."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clientwright.rules import kinds
from clientwright.specs.model import CatalogueListing, Endpoint, Price, RepairNote, SourceNote
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
    """Return the endpoint's document, without empty parts."""
    document: dict[str, Any] = {
        "id": str(endpoint.id),
        "input": endpoint.input,
        "output": endpoint.output,
        "rules": [kinds.as_json(rule) for rule in endpoint.rules],
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
    required = ("id", "input")
    return {key: value for key, value in document.items() if value or key in required}


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
    )


def _listing_as_json(listing: CatalogueListing) -> dict[str, Any]:
    price = listing.price
    price_parts = (
        {} if price is None else {"usd": price.usd, "unit": price.unit, "note": price.note}
    )
    hashes: dict[str, Any] = {"entry": listing.entry, "structure": listing.structure}
    by_pointer = {"parts": listing.parts, "words": listing.words}
    hashes |= {key: dict(sorted(value.items())) for key, value in by_pointer.items() if value}
    document = {
        "kind": listing.kind,
        "categories": list(listing.categories),
        "price": {key: value for key, value in price_parts.items() if value not in (None, "")},
        "said": hashes,
    }
    return {key: value for key, value in document.items() if value}
