"""`cited-media`: each number that a text cites must exist among the media given.

    {"kind": "cited-media", "text": "$.prompt",
     "cites": {"@Image{n}": "$.images", "@Video{n}": "$.video_url"}}

Numbers count from 1. An array gives as many as it has items, a single URL gives one,
what is left out gives none. Upper and lower case differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from clientwright.json_types import is_list
from clientwright.rules.base import ImpliedBound, Rule, RuleFault, RuleViolation, RuntimeCall
from clientwright.rules.citation_prose import read_cites
from clientwright.rules.citations import (
    NUMBER_PLACEHOLDER,
    find_citations,
    format_citation,
    is_citation_pattern,
    replace_numbers,
)
from clientwright.rules.field_refs import FieldRef, field_refs
from clientwright.rules.generation_context import GenerationContext, Payload
from clientwright.rules.json_edit import MISSING, ensure_path, path_pointer, set_value, value_at
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.payload_repair import resize_array, size_range, try_in_turn
from clientwright.rules.schema_and_text import join_words


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedMedia(Rule):
    """What the text cites is there."""

    kind: ClassVar[str] = "cited-media"
    text: JsonPath
    cites: tuple[tuple[str, JsonPath], ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: a path cannot be parsed, or a pattern has no number in it.
            KeyError: a part is missing.
        """
        text = JsonPath.parse(data["text"])
        cites = tuple((p, JsonPath.parse(data["cites"][p])) for p in sorted(data["cites"]))
        if not text.steps or text.steps[0] is EACH_ITEM or not cites:
            raise ValueError(f"a text, as $.prompt, and what it cites are wanted; not {text}")
        for pattern, path in cites:
            if not is_citation_pattern(pattern):
                raise ValueError(
                    f"{pattern!r} is no citation: words or signs, and {NUMBER_PLACEHOLDER} once"
                )
            if EACH_ITEM in path.steps or not path.steps:
                raise ValueError(f"media stand at one place, as $.images; not {path}")
        return cls(text=text, cites=cites)

    def as_json(self) -> dict[str, Any]:
        """Give the rule as it stands in a spec."""
        cites = {pattern: str(path) for pattern, path in self.cites}
        return {"kind": self.kind, "text": str(self.text), "cites": cites}

    def paths(self) -> tuple[JsonPath, ...]:
        """List the text and the media, each once."""
        return tuple(dict.fromkeys((self.text, *(path for _, path in self.cites))))

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Look up every number that is cited."""
        for pointer, text in self.text.values(payload):
            for pattern, path in self.cites if isinstance(text, str) else ():
                count = media_count(path, payload)
                if count is not None:
                    bad = [word for word, n in find_citations(text, pattern) if not 1 <= n <= count]
                    found = join_words(list(dict.fromkeys(bad))) if bad else ""
                    if bad:
                        yield RuleFault(
                            pointer, f"it cites {found}, but {_label(path)} has {count}"
                        )

    def sentence(self) -> str:
        """Say the rule to a person."""
        said = [f"each {pattern} one of {_label(path)}" for pattern, path in self.cites]
        return f"What {_label(self.text)} cites must be given: {join_words(said)}, counted from 1."

    def implied_bounds(self, schema: Mapping[str, Any]) -> Iterator[ImpliedBound]:
        """A text may always cite nothing: no bound becomes unreachable."""
        return iter(())

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Give the media that are cited, or cite others, by choice where both ways are open."""
        for pattern, path in self.cites:
            if self._is_broken(payload, pattern, path):
                moves = [
                    partial(self._try_cite_others, payload, context, pattern, path),
                    partial(self._try_add_media, payload, context, pattern, path),
                ]
                try_in_turn(context.draw, moves)

    def texts(self, payload: Payload) -> list[tuple[str, str]]:
        """List the texts that are given, each with its pointer."""
        found = self.text.values(payload)
        return [(pointer, text) for pointer, text in found if isinstance(text, str)]

    def _is_broken(self, payload: Payload, pattern: str, path: JsonPath) -> bool:
        count = media_count(path, payload)
        numbers = [n for _, text in self.texts(payload) for _, n in find_citations(text, pattern)]
        return count is not None and not all(1 <= n <= count for n in numbers)

    def _try_cite_others(
        self, payload: Payload, context: GenerationContext, pattern: str, path: JsonPath
    ) -> bool:
        count, schema = media_count(path, payload) or 0, self.text.schema(context.schema) or {}
        bad = [
            (p, t)
            for p, t in self.texts(payload)
            if not all(1 <= n <= count for _, n in find_citations(t, pattern))
        ]
        named = "enum" in schema or "const" in schema
        if named or any(context.pinned(pointer) for pointer, _ in bad):
            return False

        def word(number: int) -> int | None:
            if 1 <= number <= count:
                return number
            return context.draw.integer(1, count) if count else None

        for pointer, text in bad:
            set_value(payload, pointer, replace_numbers(text, pattern, word))
        return True

    def _try_add_media(
        self, payload: Payload, context: GenerationContext, pattern: str, path: JsonPath
    ) -> bool:
        """Give as many media as the highest number wants."""
        numbers = [n for _, text in self.texts(payload) for _, n in find_citations(text, pattern)]
        (spot,) = field_refs([path])
        schema, pointer = spot.schema(context.schema), path_pointer(path)
        single = schema.get("type") != "array"
        most = 1 if single else size_range(schema, 64)[1]
        if min(numbers) < 1 or max(numbers) > most or context.pinned(pointer):
            return False
        if not spot.is_given(payload, "") and not spot.can_change(payload, "", context):
            return False
        spot.ensure_present(payload, "", context)
        if not single and len(value_at(payload, pointer)) < max(numbers):
            resize_array(payload, pointer, max(numbers), schema, context)
        return True

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Cite the number after the last, cite 0, and leave the only one cited out."""
        text = self.text.schema(schema) or {}
        for n, (pattern, path) in enumerate(self.cites):
            (spot,) = field_refs([path])
            media = spot.schema(schema)
            if not media or size_range(media, 1)[1] < 1 or _citing_text(pattern, 10, text) is None:
                continue
            name = f"-{n + 1}" if len(self.cites) > 1 else ""
            said = f"{format_citation(pattern, 2)} is cited while {_label(path)} has one"
            yield _UnknownNumber(f"beyond-the-last{name}", said, self, pattern, spot, 1)
            said = f"{format_citation(pattern, 0)} is cited, and numbers count from 1"
            yield _UnknownNumber(f"zero{name}", said, self, pattern, spot, None)
            if int(media.get("minItems", 0)) <= 1 and spot.removable(schema) is not None:
                said = f"{format_citation(pattern, 1)} is cited and {_label(path)} is left out"
                yield _MediaOmitted(f"left-out{name}", said, self, pattern, spot)

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """A rule about more citations keeps the one about fewer."""
        if not isinstance(other, CitedMedia) or self.text != other.text:
            return None
        return True if set(self.cites) >= set(other.cites) else None

    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Say the rule for generated code."""
        cites = tuple((pattern, path.steps) for pattern, path in self.cites)
        return RuntimeCall("CitedMedia", {"text": self.text.steps, "cites": cites})

    @classmethod
    def recognise(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Self | None:
        """Read the rule from prose in English."""
        found = read_cites(sentence, at, schema)
        return cls(**found) if found else None


def media_count(path: JsonPath, payload: Any) -> int | None:
    """Count the media at a path: items, one for a single URL, none where it is left out; None for other things."""
    (spot,) = field_refs([path])
    found = spot.value(payload, "")
    if found is MISSING:
        return 0
    return len(found) if is_list(found) else 1 if isinstance(found, str) else None


def _label(path: JsonPath) -> str:
    return ".".join(step for step in path.steps if step is not None)


def _citing_text(pattern: str, number: int, schema: Mapping[str, Any]) -> str | None:
    """Write a text that cites one number and fits the schema, or None where that is not sure."""
    free = not {"pattern", "enum", "const", "format", "x-media"} & set(schema)
    said = format_citation(pattern, number)
    said += " " * (int(schema.get("minLength", 0)) - len(said))
    return said if free and len(said) <= schema.get("maxLength", len(said)) else None


@dataclass(frozen=True, slots=True)
class _CitationViolation(RuleViolation):
    """What all breaches begin with: one text that cites the last medium there is."""

    rule: CitedMedia
    pattern: str
    ref: FieldRef

    def _cite(self, payload: Payload, number: int, context: GenerationContext) -> str:
        rule = self.rule
        pointer = self._first_pointer(payload)
        schema = rule.text.schema(context.schema) or {}
        set_value(payload, pointer, _citing_text(self.pattern, number, schema) or "")
        return pointer

    def _first_pointer(self, payload: Payload) -> str:
        return next(pointer for pointer, _ in self.rule.text.values(payload))

    def _ensure_media(
        self, payload: Payload, context: GenerationContext, exactly: int | None = None
    ) -> int:
        schema = self.ref.schema(context.schema)
        self.ref.ensure_present(payload, "", context)
        if schema.get("type") != "array":
            return 1
        count = len(self.ref.value(payload, ""))
        size = exactly or max(1, min(count, 9))
        resize_array(
            payload,
            self.ref.pointer(""),
            max(size, int(schema.get("minItems", 0))),
            schema,
            context,
        )
        return len(self.ref.value(payload, ""))

    def _prepare_citation(
        self, payload: Payload, context: GenerationContext, exactly: int | None, last: bool
    ) -> tuple[str, ...]:
        ensure_path(payload, self.rule.text, context)
        count = self._ensure_media(payload, context, exactly)
        for pointer, text in self.rule.texts(payload):
            set_value(payload, pointer, replace_numbers(text, self.pattern, lambda _: None))
        pointer = self._cite(payload, count if last else 1, context)
        return pointer, self.ref.pointer("")


@dataclass(frozen=True, slots=True)
class _UnknownNumber(_CitationViolation):
    """A number that does not exist is cited: the next after the last (`step` 1), or 0."""

    step: int | None

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Cite the last medium, or the first."""
        return self._prepare_citation(payload, context, None, self.step is not None)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Cite the other number."""
        count = media_count(self.ref.path, payload) or 0
        pointer = self._cite(payload, 0 if self.step is None else count + self.step, context)
        return pointer, self.ref.pointer("")


@dataclass(frozen=True, slots=True)
class _MediaOmitted(_CitationViolation):
    """The only medium, which is cited, is left out."""

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Give one medium and cite it."""
        return self._prepare_citation(payload, context, 1, True)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Take it away."""
        pointer = self._first_pointer(payload)
        self.ref.remove(payload, "", context)
        return pointer, self.ref.pointer("")
