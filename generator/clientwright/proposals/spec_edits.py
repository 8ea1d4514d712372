"""Change spec files under the lock of their folder: all are checked before the first is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientwright.io import atomic_files, json_text
from clientwright.io.folder_lock import lock_for_writing
from clientwright.io.json_text_edit import set_member
from clientwright.problems import Location
from clientwright.proposals.chosen_specs import ChosenSpecs
from clientwright.specs.bundled_data import meta_schema
from clientwright.specs.spec_files import changed_meanwhile
from clientwright.specs.spec_validation import validate_document


@dataclass(frozen=True, slots=True)
class FileEdit:
    """A file with its text as it was read and as it should become."""

    path: Path
    before: str
    after: str


def edit_lists(
    specs: ChosenSpecs, path: Path, kind: str, lists: Mapping[str, Sequence[Any]]
) -> FileEdit:
    """Return the edit that gives lists as the values of root keys of a file; what it had otherwise stays as it is.

    Raises:
        ProblemsError: the result would not be a valid document of its kind (`endpoint` or `service`).
    """
    before = after = specs.texts[path]
    keys = [*meta_schema(kind)["properties"]]
    for key, items in lists.items():
        after = set_member(after, key, items, keys)
    validate_document(json_text.parse_json(after, Location(str(path))), path, kind)
    return FileEdit(path, before, after)


def edit_rules(specs: ChosenSpecs, path: Path, rules: Sequence[Any]) -> FileEdit:
    """Return the edit that gives an endpoint's spec, or the service's file, other rules.

    Raises:
        ProblemsError: the result would not be valid.
    """
    kind = "service" if path == specs.service.path else "endpoint"
    return edit_lists(specs, path, kind, {"rules": rules})


def document_of(specs: ChosenSpecs, path: Path) -> Any:
    """Return the document in a file as it was read."""
    return json_text.parse_json(specs.texts[path], Location(str(path)))


def write_edits(specs: ChosenSpecs, edits: Iterable[FileEdit]) -> tuple[Path, ...]:
    """Write files, each atomically, and return those that changed; nothing if one changed since it was read.

    Raises:
        UsageError: the folder cannot be written, somebody writes in it, or a file changed meanwhile.
        SourceError: a file cannot be read any more.
    """
    wanted = [edit for edit in edits if edit.after != edit.before]
    if not wanted:
        return ()
    with lock_for_writing(specs.folder, specs.folder, who="command"):
        atomic_files.remove_abandoned(specs.folder, ".json")
        atomic_files.require_writable([edit.path for edit in wanted])
        for edit in wanted:
            if atomic_files.read_text(edit.path) != edit.before:
                raise changed_meanwhile(edit.path)
        for edit in wanted:
            atomic_files.write_text(edit.path, edit.after)
    return tuple(edit.path for edit in wanted)
