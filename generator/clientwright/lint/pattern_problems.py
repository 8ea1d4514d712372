"""Check regular expressions: that Python reads each one exactly, and that no text can keep a matcher busy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.problems import Problem
from clientwright.schema.regex_translation import SlowPattern, UnportablePattern, to_python_regex
from clientwright.specs.model import Endpoint


class NotPortablePattern(Problem, code="not-portable-pattern"):
    """A regular expression that Python and ECMA-262 interpret differently."""

    pattern: str
    reason: str
    FOUND = "the pattern {pattern!q} cannot be translated exactly: {reason}."
    ADVICE = "Use only literals, character classes, groups and plain quantifiers."


class UnboundedPattern(Problem, code="unbounded-pattern"):
    """A regular expression with which a short text can keep a matcher busy for years."""

    pattern: str
    reason: str
    FOUND = (
        "a short text could keep the matching of the pattern {pattern!q} busy for years: {reason}."
    )
    ADVICE = "Write it so that every text matches in one way only: '^a*b$' instead of '^(a|a)*b$', '^a+$' instead of '^(a+)+$'; or bound the text with maxLength alone."


def pattern_problems(endpoint: Endpoint, pointer: str, schema: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the patterns of a schema, of texts and of names."""
    patterns = (
        [(join_pointer(pointer, "pattern"), schema["pattern"])] if "pattern" in schema else []
    )
    patterns += [
        (join_pointer(pointer, "patternProperties", p), p)
        for p in schema.get("patternProperties", {})
    ]
    for at, pattern in patterns:
        try:
            to_python_regex(pattern)
        except SlowPattern as reason:
            yield UnboundedPattern(endpoint.location(at), pattern, str(reason))
        except UnportablePattern as reason:
            yield NotPortablePattern(endpoint.location(at), pattern, str(reason))
