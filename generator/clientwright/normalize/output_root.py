"""`output-root`: pages show the output schema as `{"output": <schema>}`; many endpoints share one."""

from __future__ import annotations

from typing import Any

from clientwright.io.json_types import Schema, is_dict
from clientwright.normalize.extract_text import extract_text
from clientwright.normalize.repair_context import without_keywords
from clientwright.normalize.repair_result import Repair
from clientwright.schema.equality import json_equal
from clientwright.sources.documents import RawEndpoint
from clientwright.sources.schema_blocks import is_output_block

CODE = "output-root"


def unwrap_output(raw: RawEndpoint) -> tuple[Any, str, tuple[Repair, ...]]:
    """Return the schema without its wrapper, its pointer in the document, and the repair."""
    if not is_output_block(raw.output):
        return raw.output, "", ()
    inner = raw.output["output"]
    note = Repair(raw.locate_output(""), "/output", CODE, raw.output, inner)
    return inner, "/output", (note,)


def matches_shared_output(output: Schema, shared: Schema) -> bool:
    """Return whether an output schema equals the shared one, or part of its properties."""
    wanted, _ = extract_text(shared)
    own, known = output.get("properties"), wanted.get("properties")
    if not is_dict(own) or not is_dict(known):
        return json_equal(output, wanted)
    listed = all(name in known and json_equal(schema, known[name]) for name, schema in own.items())
    return listed and json_equal(
        without_keywords(output, "properties"), without_keywords(wanted, "properties")
    )
