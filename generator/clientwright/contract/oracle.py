"""The specs' own judgement of a payload: which keyword or rule it breaks, and where.

It decides which violations stand alone; it judges nobody. Client and server each have
a judgement of their own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientwright.contract.breaking.names import closing
from clientwright.contract.breaking.sites import Site, sites
from clientwright.contract.breaking.types import FINITE
from clientwright.contract.making.media import fits
from clientwright.contract.making.payloads import Workshop
from clientwright.json_types import is_dict, is_list
from clientwright.lint.schema_validator import make_validator
from clientwright.rules.json_edit import matching_pointers, value_at
from clientwright.specs.json_text import join_pointer
from clientwright.specs.schema_keywords import MEDIA_KEYWORD


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """A keyword (with its schema's pointer) or a rule (with its pointer in the spec) that a payload breaks."""

    what: str
    where: str
    at: str
    why: str = ""


@dataclass(frozen=True)
class Oracle:
    """Judges payloads of one endpoint."""

    shop: Workshop

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every place of the input."""
        return tuple(sites(self.shop.schema))

    @cached_property
    def _of_media(self) -> tuple[Site, ...]:
        return tuple(site for site in self.sites if MEDIA_KEYWORD in site.schema)

    @cached_property
    def _closed_ones(self) -> tuple[Site, ...]:
        return tuple(site for site in self.sites if closing(site.schema) == "closed")

    @cached_property
    def _validator(self) -> Any:
        return make_validator(self.shop.schema)

    def faults(self, payload: Any) -> list[Broken]:
        """Find everything that a payload breaks."""
        bare = list(self._not_finite(payload))
        spared = {found.at for found in bare}
        found = [*bare, *(b for b in self._schema(payload) if b.at not in spared)]
        return sorted(
            {*found, *self._media(payload), *self._rules(payload), *self._closed(payload)}
        )

    def _schema(self, payload: Any) -> Iterator[Broken]:
        for error in self._validator.iter_errors(payload):
            *above, _ = error.absolute_schema_path
            where = join_pointer("", *above)
            word, at = str(error.validator), join_pointer("", *error.absolute_path)
            yield Broken(word, where, at, _why(error.instance, word, error.validator_value))

    def _rules(self, payload: Any) -> Iterator[Broken]:
        for n, rule in enumerate(self.shop.endpoint.rules):
            for fault in rule.check(payload, self.shop.schema):
                yield Broken(rule.kind, f"/rules/{n}", fault.pointer, fault.message)

    def _values(self, site: Site, payload: Any) -> Iterator[tuple[str, Any]]:
        if site.path.steps:
            yield from (
                (slot, value_at(payload, slot)) for slot in matching_pointers(site.path, payload)
            )
        else:
            yield "", payload

    def _media(self, payload: Any) -> Iterator[Broken]:
        for site in self._of_media:
            for slot, value in self._values(site, payload):
                if isinstance(value, str) and not fits(
                    value, site.schema[MEDIA_KEYWORD], self.shop.schemes
                ):
                    yield Broken(
                        MEDIA_KEYWORD, site.pointer, slot, "the URL cannot be the medium's"
                    )

    def _not_finite(self, payload: Any) -> Iterator[Broken]:
        for site in self.sites if _has_bare(payload) else ():
            for slot, value in self._values(site, payload):
                if isinstance(value, float) and not math.isfinite(value):
                    yield Broken(FINITE, site.pointer, slot, f"{value} is no JSON")

    def _closed(self, payload: Any) -> Iterator[Broken]:
        """Find unknown fields, which no document refuses, but the client does."""
        for site in self._closed_ones:
            for slot, value in self._values(site, payload):
                given = value.keys() if is_dict(value) else set[str]()
                for name in sorted(given - site.schema["properties"].keys()):
                    yield Broken("closed", site.pointer, slot, f"{name} is not known")


def _has_bare(value: Any) -> bool:
    """Tell whether NaN or an infinity stands anywhere in a value."""
    if is_dict(value):
        return any(map(_has_bare, value.values()))
    if is_list(value):
        return any(map(_has_bare, value))
    return isinstance(value, float) and not math.isfinite(value)


def _why(value: Any, keyword: str, wanted: Any) -> str:
    """Say what a value breaks, both as JSON."""
    return f"{_json(value)} breaks {keyword} {_json(wanted)}"


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= 80 else f"{text[:79]}…"
