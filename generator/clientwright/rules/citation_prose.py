"""Recognize English sentences that require cited media to be given; examples of citations are no rule."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from clientwright.rules.citations import is_citation_pattern
from clientwright.rules.json_path import EACH_ITEM
from clientwright.rules.prose_templates import (
    NAME_PATTERN,
    find_field,
    match_templates,
    sentence_templates,
)

_EACH = rf"each (?P<pattern>\S[^,]*?) (?:must be )?one of (?P<media>{NAME_PATTERN})"
_TEMPLATES = sentence_templates(
    rf"what (?P<text>{NAME_PATTERN}) cites must be given: (?P<cites>.+), counted from 1",
    rf"(?P<cites>each \S+\{{n\}}) cited in (?P<text>{NAME_PATTERN}) must be one of (?P<media>{NAME_PATTERN}), counted from 1",
)


def read_cites(sentence: str, at: str, schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the text and its citations, or None if the sentence states none of known fields."""
    for match in match_templates(sentence, _TEMPLATES):
        found = match.groupdict()
        cited = found["cites"]
        cited += f" one of {found['media']}" if found.get("media") else ""
        parts = re.split(r"(?:,| and) (?=each )", cited)
        read = [re.fullmatch(_EACH, part.strip(), re.I) for part in parts]
        text = find_field(found["text"], at, schema)
        cites = [(r["pattern"], find_field(r["media"], "", schema)) for r in read if r]
        known = tuple(sorted((p, path) for p, path in cites if path and is_citation_pattern(p)))
        string = text is not None and (text.schema(schema) or {}).get("type") == "string"
        if string and len(known) == len(read) and not any(EACH_ITEM in p.steps for _, p in known):
            return {"text": text, "cites": known}
    return None
