"""`cited-media`: each number that a text cites must exist among the given media.

    {"kind": "cited-media", "text": "$.prompt", "cites": {"@Image{n}": "$.images", "Video {n}": "$.video_url"}}

Numbers count from 1. An array counts its items, a single URL counts as one. A citation must be a whole
word: `@Image2的` cites `@Image2`, `@Image2x` does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

from clientwright.rules.base import (
    PATH,
    GenerationContext,
    Payload,
    Rule,
    RuleFault,
    RuleViolation,
    RuntimeCall,
    join_words,
)
from clientwright.rules.citations import (
    NUMBER_PLACEHOLDER,
    citable_counts,
    citing_text,
    ensure_media,
    find_citations,
    format_citation,
    is_citation_pattern,
    media_count,
    replace_numbers,
)
from clientwright.rules.field_mentions import find_field
from clientwright.rules.field_refs import FieldRef, field_refs
from clientwright.rules.json_edit import ensure_path, path_pointer, set_value
from clientwright.rules.json_path import EACH_ITEM, JsonPath
from clientwright.rules.language import stated
from clientwright.rules.payload_repair import try_in_turn
from clientwright.rules.plain_schema import without_null
from clientwright.rules.prose_relations import read_citation
from clientwright.rules.prose_templates import match_templates


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedMedia(Rule):
    """What the text cites is given."""

    kind: ClassVar[str] = "cited-media"
    form: ClassVar[Mapping[str, Any]] = {
        "description": "Each number cited in the text refers to one of the media given.",
        "required": ["text", "cites"],
        "properties": {
            "text": PATH,
            "cites": {
                "description": "The form of a citation, with {n} for its number, and the path of its media.",
                "type": "object",
                "minProperties": 1,
                "propertyNames": {"pattern": "\\{n\\}"},
                "additionalProperties": PATH,
            },
        },
    }

    text: JsonPath
    cites: tuple[tuple[str, JsonPath], ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read the rule from its spec form.

        Raises:
            ValueError: A path cannot be parsed, or a pattern has no number in it.
            KeyError: A part is missing.
        """
        text = JsonPath.parse(data["text"])
        cites = tuple((p, JsonPath.parse(data["cites"][p])) for p in sorted(data["cites"]))
        if not text.steps or text.steps[0] is EACH_ITEM or not cites:
            raise ValueError(
                f"cited-media needs citations and a named text, such as $.prompt; the text is {text}"
            )
        for pattern, path in cites:
            if not is_citation_pattern(pattern):
                raise ValueError(
                    f"{pattern!r} is not a citation: use words or signs, and {NUMBER_PLACEHOLDER} once"
                )
            if EACH_ITEM in path.steps or not path.steps:
                raise ValueError(f"media must be a single field, such as $.images, not {path}")
        return cls(text=text, cites=cites)

    def as_json(self) -> dict[str, Any]:
        """Return the rule in its spec form."""
        cites = {pattern: str(path) for pattern, path in self.cites}
        return {"kind": self.kind, "text": str(self.text), "cites": cites}

    def paths(self) -> tuple[JsonPath, ...]:
        """Return the text and the media, each once."""
        return tuple(dict.fromkeys((self.text, *(path for _, path in self.cites))))

    def check(self, payload: Any, schema: Mapping[str, Any]) -> Iterator[RuleFault]:
        """Yield a fault for every citation of a medium that does not exist."""
        for pointer, text in self.text.values(payload):
            for pattern, path in self.cites if isinstance(text, str) else ():
                count = media_count(path, payload)
                cited = find_citations(text, pattern) if count is not None else []
                bad = [citation for citation, n in cited if not 1 <= n <= (count or 0)]
                if bad:
                    found = join_words(list(dict.fromkeys(bad)))
                    yield RuleFault(pointer, f"it cites {found}, but {_label(path)} has {count}")

    def sentence(self) -> str:
        """Return the rule as an English sentence."""
        parts = [f"each {pattern} one of {_label(path)}" for pattern, path in self.cites]
        return f"What {_label(self.text)} cites must be given: {join_words(parts)}, counted from 1."

    def repair(self, payload: Payload, context: GenerationContext) -> None:
        """Add the cited media, or cite others."""
        for pattern, path in self.cites:
            if self._is_broken(payload, pattern, path):
                attempts = [
                    partial(self._try_cite_others, payload, context, pattern, path),
                    partial(self._try_add_media, payload, context, pattern, path),
                ]
                try_in_turn(context.draw, attempts)

    def texts(self, payload: Payload) -> list[tuple[str, str]]:
        """Return the texts that are given, each with its pointer."""
        found = self.text.values(payload)
        return [(pointer, text) for pointer, text in found if isinstance(text, str)]

    def _is_broken(self, payload: Payload, pattern: str, path: JsonPath) -> bool:
        count = media_count(path, payload)
        numbers = [n for _, text in self.texts(payload) for _, n in find_citations(text, pattern)]
        return count is not None and not all(1 <= n <= count for n in numbers)

    def _try_cite_others(
        self, payload: Payload, context: GenerationContext, pattern: str, path: JsonPath
    ) -> bool:
        schema = without_null(self.text.schema(context.schema) or {})
        count = media_count(path, payload) or 0
        bad = [
            (p, t)
            for p, t in self.texts(payload)
            if not all(1 <= n <= count for _, n in find_citations(t, pattern))
        ]
        named = "enum" in schema or "const" in schema
        if named or any(pointer in context.pins for pointer, _ in bad):
            return False

        def replacement(number: int) -> int | None:
            if 1 <= number <= count:
                return number
            return context.draw.integer(1, count) if count else None

        for pointer, text in bad:
            set_value(payload, pointer, replace_numbers(text, pattern, replacement))
        return True

    def _try_add_media(
        self, payload: Payload, context: GenerationContext, pattern: str, path: JsonPath
    ) -> bool:
        """Add as many media as the highest cited number, or return False."""
        numbers = [n for _, text in self.texts(payload) for _, n in find_citations(text, pattern)]
        (ref,) = field_refs([path])
        most = max(citable_counts(ref, context.schema), default=0)
        if min(numbers) < 1 or max(numbers) > most or path_pointer(path) in context.pins:
            return False
        if not ref.is_given(payload, "") and not ref.can_change(payload, "", context):
            return False
        ensure_media(ref, payload, context, max(numbers))
        return True

    def violations(self, schema: Mapping[str, Any]) -> Iterator[RuleViolation]:
        """Yield: cite the number after the last; cite 0; remove the only medium that is cited."""
        text = without_null(self.text.schema(schema) or {})
        for n, (pattern, path) in enumerate(self.cites):
            (ref,) = field_refs([path])
            counts = citable_counts(ref, schema)
            if not ref.schema(schema) or not counts or citing_text(pattern, 10, text) is None:
                continue
            name = f"-{n + 1}" if len(self.cites) > 1 else ""
            sentence = f"{format_citation(pattern, 2)} is cited while {_label(path)} has one"
            yield _UnknownNumber(f"beyond-the-last{name}", sentence, self, pattern, ref, 1)
            sentence = f"{format_citation(pattern, 0)} is cited, and numbers count from 1"
            yield _UnknownNumber(f"zero{name}", sentence, self, pattern, ref, None)
            if 1 in counts and ref.removable(schema) is not None:
                sentence = f"{format_citation(pattern, 1)} is cited and {_label(path)} is left out"
                yield _MediaOmitted(f"left-out{name}", sentence, self, pattern, ref)

    def implies(self, other: Rule, schema: Mapping[str, Any]) -> bool | None:
        """Return True if `other` has some of these citations of the same text, else None."""
        if not isinstance(other, CitedMedia) or self.text != other.text:
            return None
        return True if set(self.cites) >= set(other.cites) else None

    def runtime_call(self, schema: Mapping[str, Any]) -> RuntimeCall:
        """Return the call that generated code makes for this rule."""
        cites = tuple((pattern, path.steps) for pattern, path in self.cites)
        return RuntimeCall("CitedMedia", {"text": self.text.steps, "cites": cites})

    @classmethod
    def readings(cls, sentence: str, at: str, schema: Mapping[str, Any]) -> Iterator[Self]:
        """Yield the rules that a sentence states."""
        for found in match_templates(sentence, cls.kind, at, schema):
            text = find_field(found["text"] or "", at, schema)
            cites = _read_citations(found["cites"] or "", found.get("media"), schema)
            if text and cites and (text.schema(schema) or {}).get("type") == "string":
                yield cls(text=text, cites=cites)
                return
        said = read_citation(sentence, at, schema)
        if said:
            yield cls(text=said[0], cites=(said[1:],))


def _read_citations(
    listed: str, media: str | None, schema: Mapping[str, Any]
) -> tuple[tuple[str, JsonPath], ...]:
    """Return the citations in a list, sorted, or none unless all are clear; `media` is that of all."""
    for separator, form in stated("PARTS", CitedMedia.kind):
        parts = [re.fullmatch(form, part.strip(), re.I) for part in re.split(separator, listed)]
        known = [
            (part["pattern"], find_field(part["media"] or media or "", "", schema))
            for part in parts
            if part
        ]
        cites = [
            (p, m) for p, m in known if m and is_citation_pattern(p) and EACH_ITEM not in m.steps
        ]
        if len(cites) == len(parts):
            return tuple(sorted(cites))
    return ()


def _label(path: JsonPath) -> str:
    return ".".join(step for step in path.steps if step is not None)


@dataclass(frozen=True, slots=True)
class _CitationViolation(RuleViolation):
    """Shared by the violations: a text that cites the last medium."""

    rule: CitedMedia
    pattern: str
    ref: FieldRef

    def _cite(self, payload: Payload, number: int, context: GenerationContext) -> str:
        rule = self.rule
        pointer = self._first_pointer(payload)
        schema = without_null(rule.text.schema(context.schema) or {})
        set_value(payload, pointer, citing_text(self.pattern, number, schema) or "")
        return pointer

    def _first_pointer(self, payload: Payload) -> str:
        return next(pointer for pointer, _ in self.rule.text.values(payload))

    def _prepare_citation(
        self, payload: Payload, context: GenerationContext, exactly: int | None, last: bool
    ) -> tuple[str, ...]:
        ensure_path(payload, self.rule.text, context)
        count = ensure_media(self.ref, payload, context, 1, exactly or 9)
        for pointer, text in self.rule.texts(payload):
            set_value(payload, pointer, replace_numbers(text, self.pattern, lambda _: None))
        pointer = self._cite(payload, count if last else 1, context)
        return pointer, self.ref.pointer("")


@dataclass(frozen=True, slots=True)
class _UnknownNumber(_CitationViolation):
    """The text cites a number that does not exist: the one after the last (`step` 1), or 0."""

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
    """The only medium is cited, and removed."""

    def prepare(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Set one medium and cite it."""
        return self._prepare_citation(payload, context, 1, True)

    def apply(self, payload: Payload, context: GenerationContext) -> tuple[str, ...]:
        """Remove it."""
        pointer = self._first_pointer(payload)
        self.ref.remove(payload, "", context)
        return pointer, self.ref.pointer("")
