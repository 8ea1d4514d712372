"""An endpoint explained, as plain data: what `explain` tells a person and a machine alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from clientwright.cli import prices
from clientwright.cli.fields import Field, fields, untold
from clientwright.rules.base import Rule
from clientwright.specs.json_text import Schema
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.schema_keywords import MEDIA_KEYWORD, walk_schemas

_SURE = {"H": "documented", "M": "from one source", "L": "from third parties only"}


@dataclass(frozen=True, slots=True)
class ExplainedRule:
    """A rule as a sentence, and where it was read."""

    kind: str
    sentence: str
    origin: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A bound that can never be reached while the rules hold."""

    at: str
    keyword: str
    written: int
    reachable: int
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything there is to say about an endpoint; `call` is empty where it is `retired`."""

    id: str
    title: str
    description: str
    locale: str
    locales: tuple[str, ...]
    call: str
    retired: bool
    kind: str
    categories: tuple[str, ...]
    price: str
    inputs: tuple[Field, ...]
    untold: tuple[str, ...]
    rules: tuple[ExplainedRule, ...]
    unreachable: tuple[Unreachable, ...]
    media: tuple[str, ...]
    outputs: tuple[Field, ...]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Give the explanation for a machine."""
        return asdict(self)


def explain(
    service: Service, endpoint: Endpoint, schema: Schema, output: Schema, *, call: str, locale: str
) -> Explanation:
    """Explain an endpoint, from its input and output schemas without references."""
    about = Endpoint(endpoint.id, output, words=service.facts.get("words", {}))
    return Explanation(
        id=str(endpoint.id),
        title=endpoint.word("", "title", locale),
        description=endpoint.word("", "description", locale),
        locale=locale,
        locales=tuple(sorted(endpoint.words)),
        call="" if endpoint.retired else call,
        retired=endpoint.retired,
        kind=endpoint.listing.kind if endpoint.listing else "",
        categories=endpoint.listing.categories if endpoint.listing else (),
        price=prices.of(endpoint),
        inputs=tuple(fields(endpoint, schema, locale)),
        untold=untold(schema),
        rules=tuple(map(_rule, endpoint.rules)),
        unreachable=tuple(u for rule in endpoint.rules for u in _unreachable(rule, schema)),
        media=tuple(_media(service.facts["media"], schema)),
        outputs=tuple(fields(about, output, locale)),
        notes=endpoint.notes,
    )


def _rule(rule: Rule) -> ExplainedRule:
    origin = "" if rule.origin is None else f"{rule.origin.at} ({rule.origin.locale})"
    return ExplainedRule(rule.kind, rule.sentence(), origin)


def _unreachable(rule: Rule, schema: Schema) -> Iterator[Unreachable]:
    for found in rule.implied(schema):
        yield Unreachable(
            found.pointer, found.keyword, found.written, found.reachable, found.arithmetic
        )


def _media(facts: Mapping[str, Any], schema: Schema) -> Iterator[str]:
    """Give the service's advice for media, where the endpoint takes any; never surer than it is known."""
    kinds = {
        str(sub[MEDIA_KEYWORD].get("kind", ""))
        for _, sub in walk_schemas(schema)
        if MEDIA_KEYWORD in sub
    }
    if not kinds:
        return
    sure = _SURE.get(facts.get("sure", ""), "not known for sure")
    yield f"{facts['advice']} ({sure})"
    for kind, most in sorted(facts.get("advised_megabytes", {}).items()):
        if kind in kinds:
            yield f"Advised size: {kind} up to {most} MB. ({sure})"
