"""What is generated from the registry of rules: their forms in the meta-schema, and the list in the documentation.

`python -m clientwright.specs.rule_documents` brings both files of a checkout up to date.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.rules.kinds import KINDS, RULE_TYPES_BY_KIND, meta_definitions
from clientwright.specs.bundled_data import data_folder, meta_schema

_WIDTH = 110
_LIST, _END = "## The kinds\n", "## What a kind implements\n"
"""The headings of `docs/rules.md` between which the kinds are listed."""


def meta_schema_text() -> str:
    """Return the meta-schema of endpoints with the forms of all kinds."""
    document = dict(meta_schema("endpoint"))
    known = meta_definitions()
    listed = [kind.removeprefix("#/$defs/") for kind in _references(document["$defs"]["rule"])]
    shared = {
        name: form for name, form in document["$defs"].items() if name not in {"rule", *listed}
    }
    return _format({**document, "$defs": {**shared, **known}}, 0) + "\n"


def _references(value: Any) -> list[str]:
    inner = [*value.values()] if is_dict(value) else value if is_list(value) else []
    own = [value["$ref"]] if is_dict(value) and "$ref" in value else []
    return [*own, *(reference for each in inner for reference in _references(each))]


def _format(value: Any, indent: int, before: int = 0) -> str:
    """Return JSON with each object and array on one line if it fits, else with one entry on each.

    `before` is the number of characters before the value on its line, beside the indent.
    """
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent + before <= _WIDTH or not (is_dict(value) or is_list(value)) or not value:
        return line
    named = (
        [(f"{json.dumps(key)}: ", item) for key, item in value.items()] if is_dict(value) else []
    )
    entries = named or [("", item) for item in value]
    pad = " " * (indent + 2)
    inner = ",\n".join(pad + name + _format(item, indent + 2, len(name)) for name, item in entries)
    start, end = "{}" if named else "[]"
    return f"{start}\n{inner}\n{' ' * indent}{end}"


def kinds_text() -> str:
    """Return the sections of `docs/rules.md` about the kinds: the docstrings of their modules."""
    return "\n".join(_section(kind) for kind in KINDS)


def _section(kind: str) -> str:
    """Return a kind's section: its first sentence and what follows the examples, then these."""
    title, examples, *rest = _paragraphs(kind)
    sentence = title.removeprefix(f"`{kind}`: ")
    text = "\n\n".join([sentence[0].upper() + sentence[1:], *rest])
    return f"### {kind}\n\n{text}\n\n```\n{dedent(examples)}\n```\n"


def _paragraphs(kind: str) -> list[str]:
    module = sys.modules[RULE_TYPES_BY_KIND[kind].__module__]
    return (module.__doc__ or "").rstrip().split("\n\n")


def docs_text(page: str) -> str:
    """Return a page with its list of kinds up to date."""
    before, rest = page.split(_LIST)
    return f"{before}{_LIST}\n{kinds_text()}\n{_END}{rest.split(_END)[1]}"


def main() -> None:
    """Write both files of the checkout."""
    meta = data_folder() / "meta" / "endpoint.schema.json"
    docs = Path(data_folder()).parent / "docs" / "rules.md"
    meta.write_text(meta_schema_text(), "utf-8")
    docs.write_text(docs_text(docs.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
