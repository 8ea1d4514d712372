"""What a generated endpoint says of its price: the catalogue's, with the defaults it depends on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from clientwright.codegen.code import Code, joined, literal
from clientwright.codegen.runtime_files import priced_fields
from clientwright.io.json_types import is_dict
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint


def price_arguments(endpoint: Endpoint) -> Code:
    """Return the arguments of an `Endpoint` that say its price, each after a comma; none if it has none."""
    price = endpoint.listing.price if endpoint.listing else None
    if price is None or price.usd is None or price.usd < 0:
        return Code("")
    said: dict[str, object] = {"price": (usd_text(price.usd), price.unit)}
    if price.note:
        said["price_note"] = price.note
    if defaults := _defaults(endpoint):
        said["price_defaults"] = defaults
    return joined((Code(f", {name}={literal(value)}") for name, value in said.items()), "")


def usd_text(usd: int | float) -> str:
    """Return dollars in digits, as a spec has them: 0.084 and not 0.08400000000000000078."""
    return format(Decimal(str(usd)), "f")


def _defaults(endpoint: Endpoint) -> tuple[tuple[str, Any], ...]:
    """Return the documented defaults of the fields that a price may depend on."""
    properties = inline_references(endpoint.input).get("properties", {})
    found = ((name, properties.get(name)) for name in priced_fields())
    defaults = ((name, one.get("default")) for name, one in found if is_dict(one))
    return tuple(
        (name, value)
        for name, value in defaults
        if isinstance(value, int | float | str) and not isinstance(value, bool)
    )
