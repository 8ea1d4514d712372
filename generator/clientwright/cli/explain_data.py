"""An endpoint explained as plain data, for the terminal and for --json."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from clientwright.cli import prices
from clientwright.cli.explain_calls import (
    CallExplanation,
    explain_calls,
    explain_retention,
    list_uncertain,
)
from clientwright.cli.explain_fields import (
    FieldExplanation,
    explain_whole,
    iter_fields,
    undescribed_keywords,
)
from clientwright.io.json_types import Schema
from clientwright.rules.base import Rule
from clientwright.rules.rule_source import describe_source
from clientwright.schema.media_formats import MEDIA_KEYWORD
from clientwright.schema.normal_form import NormalForm
from clientwright.schema.walk import walk_schemas
from clientwright.specs.model import Endpoint, Service, Words

_CONFIDENCE_WORDS = {"H": "documented", "M": "from one source", "L": "from third parties only"}


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """A rule as a sentence; where it was read (`origin`), and where it came from in words (`source`)."""

    kind: str
    sentence: str
    origin: str
    source: str


@dataclass(frozen=True, slots=True)
class UnreachableBound:
    """A bound that can never be reached while the rules hold."""

    at: str
    keyword: str
    written: int
    reachable: int
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything known about an endpoint; `call` is empty if it is `retired`.

    An entry of `inputs` or `outputs` with an empty path is the whole input or output.
    """

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
    inputs: tuple[FieldExplanation, ...]
    untold: tuple[str, ...]
    rules: tuple[RuleExplanation, ...]
    unreachable: tuple[UnreachableBound, ...]
    media: tuple[str, ...]
    outputs: tuple[FieldExplanation, ...]
    notes: tuple[str, ...]
    base_url: str
    calls: tuple[CallExplanation, ...]
    retention: str
    uncertain: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the explanation as a JSON document."""
        return asdict(self)


def build_explanation(
    service: Service,
    endpoint: Endpoint,
    form: NormalForm,
    output: NormalForm,
    *,
    call: str,
    locale: str,
) -> Explanation:
    """Return the explanation of an endpoint, from its schemas in normal form."""
    schema = form.schema
    shared: Words = service.document.get("words", {})
    output_words = shared if endpoint.output is None else endpoint.output_words
    about = Endpoint(endpoint.id, output.schema, words=output_words)
    output_locale = find_locale(locale, about.words)
    locale = find_locale(locale, endpoint.words)
    return Explanation(
        id=str(endpoint.id),
        title=endpoint.text("", "title", locale),
        description=endpoint.text("", "description", locale),
        locale=locale,
        locales=tuple(sorted(endpoint.words)),
        call="" if endpoint.retired else call,
        retired=endpoint.retired,
        kind=endpoint.listing.kind if endpoint.listing else "",
        categories=endpoint.listing.categories if endpoint.listing else (),
        price=prices.describe_price(endpoint),
        inputs=(
            *explain_whole(schema),
            *iter_fields(endpoint, schema, locale, written=form.written),
        ),
        untold=undescribed_keywords(schema),
        rules=tuple(map(_explain_rule, endpoint.rules)),
        unreachable=tuple(u for rule in endpoint.rules for u in _unreachable_bounds(rule, schema)),
        media=tuple(_media_advice(service.document["media"], schema)),
        outputs=(
            *explain_whole(output.schema),
            *iter_fields(about, output.schema, output_locale, written=output.written),
        ),
        notes=endpoint.notes,
        base_url=service.document["base_url"],
        calls=() if endpoint.retired else explain_calls(service, endpoint),
        retention=explain_retention(service),
        uncertain=list_uncertain(service),
    )


def find_locale(wanted: str, known: Collection[str]) -> str:
    """Return the known locale that a language tag means; the tag itself if there is none.

    As in the lookup of RFC 4647, `en-US` means `en` if it is not known itself. If the language is
    only known with a region, as `zh-TW`, and with one only, every tag of the language means that.
    """
    tags = {tag.lower(): tag for tag in sorted(known)}
    subtags = wanted.strip().lower().replace("_", "-").split("-")
    for n in range(len(subtags), 0, -1):
        if found := tags.get("-".join(subtags[:n])):
            return found
    related = [tag for name, tag in tags.items() if name.split("-")[0] == subtags[0]]
    return related[0] if len(related) == 1 else wanted


def _explain_rule(rule: Rule) -> RuleExplanation:
    origin = "" if rule.origin is None else f"{rule.origin.at} ({rule.origin.locale})"
    return RuleExplanation(rule.kind, rule.sentence(), origin, describe_source(rule))


def _unreachable_bounds(rule: Rule, schema: Schema) -> Iterator[UnreachableBound]:
    for found in rule.implied_bounds(schema):
        yield UnreachableBound(
            found.pointer, found.keyword, found.written, found.reachable, found.arithmetic
        )


def _media_advice(facts: Mapping[str, Any], schema: Schema) -> Iterator[str]:
    """Yield the service's advice on media, with its confidence, if the endpoint takes any."""
    kinds = {
        str(sub[MEDIA_KEYWORD].get("kind", ""))
        for _, sub in walk_schemas(schema)
        if MEDIA_KEYWORD in sub
    }
    if not kinds:
        return
    sure = _CONFIDENCE_WORDS.get(facts.get("sure", ""), "not known for sure")
    yield f"{facts['advice']} ({sure})"
    for kind, most in sorted(facts.get("advised_megabytes", {}).items()):
        if kind in kinds:
            yield f"Advised size: {kind} up to {most} MB. ({sure})"
