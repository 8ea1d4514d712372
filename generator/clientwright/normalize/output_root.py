"""`output-root`: pages show the output schema as `{"output": <schema>}`."""

from __future__ import annotations

from typing import Any

from clientwright.normalize.repair_result import Repair
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
