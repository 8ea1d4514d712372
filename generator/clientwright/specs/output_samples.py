"""A sample of an output: a value that fits its schema, with a URL for every text that is documented as one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
)
from clientwright.schema.protocols import GenerationError
from clientwright.schema.references import BadReference, inline_references
from clientwright.schema.semantics import ValueGenerator, find_merged_form, intersect_schemas
from clientwright.schema.validator import make_validator
from clientwright.schema.walk import walk_schemas
from clientwright.specs.file_texts import FileTexts

_SHAPES = ("object", "string", "array")
"""The JSON types of outputs, the usual one first."""
_SEEDS = ("1", "2", "3", "4")
"""Of the values tried where the fullest one does not fit, as under a `oneOf`."""
_EMPTY_VALUES: tuple[Any, ...] = (None, "", [], {})


def make_output_sample(
    schema: Schema, url: str, preferred: Iterable[Any] = (), file_url: str | None = None
) -> Any:
    """Return a full output that fits a schema, an object where it may be one; None if none can be made.

    The first of the `preferred` outputs that fits is taken, if there is one. `file_url` is where the
    service's file objects have their URL.
    """
    try:
        written = inline_references(schema)
    except BadReference:
        return None
    is_valid = make_validator(written).is_valid
    fitting = (
        made for made in chain(preferred, _candidates(written, url, file_url)) if is_valid(made)
    )
    return next((made for made in fitting if made not in _EMPTY_VALUES), None)


def _candidates(schema: Schema, url: str, file_url: str | None) -> Iterator[Any]:
    form = find_merged_form(schema).schema
    _put_url(form, url, FileTexts.of(form, file_url).urls)
    sources: tuple[PayloadChoiceSource, ...] = (
        FullestChoiceSource(),
        *map(RandomChoiceSource.from_seed, _SEEDS),
    )
    for narrower in (*({"type": shape} for shape in _SHAPES), {}):
        for choices in sources:
            with suppress(GenerationError):
                yield ValueGenerator(choices).generate(intersect_schemas(form, narrower))
    yield from ({"url": url}, url, [url])


def _put_url(form: Schema, url: str, texts: Collection[str]) -> None:
    """Let every text of a schema that is to be the URL be that; what is not described is the URL too."""
    for at, part in [*walk_schemas(form)]:
        described = part.get("properties")
        if is_dict(described):
            part.setdefault("type", "object")
            described.update(
                (name, {"const": url}) for name in described if described[name] in (True, {})
            )
        elif (at in texts or not part) and make_validator(part).is_valid(url):
            part.clear()
            part["const"] = url
