"""What stands on the command line of `diff`: specs folders, spec files, saved pages and catalogues, revisions, in any mix.

`KINDS` is asked in its order; a new kind of source is a class with `takes` and `read`,
and one line there. What reads documents is loaded where one is named.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from glob import glob, has_magic
from pathlib import Path

from clientwright import locations
from clientwright.errors import ProblemsError, UsageError
from clientwright.evolution.diff import file_tree
from clientwright.evolution.diff.coverage_gaps import CoverageGaps
from clientwright.evolution.diff.file_tree import SERVICE_FILE, FileTree
from clientwright.evolution.diff.tree_loader import spec_id
from clientwright.problems import Problem, has_errors
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId

PAGE_SUFFIXES = (".txt", ".html", ".htm", ".md", ".json")

EndpointImporter = Callable[
    [Service, Mapping[ModelId, Endpoint]], tuple[tuple[Endpoint, ...], CoverageGaps]
]


@dataclass(frozen=True, slots=True)
class DiffSource:
    """One side as it was named: files of specs, or documents that become endpoints of a service."""

    name: str
    tree: FileTree | None = None
    importer: EndpointImporter | None = None
    partial: bool = False
    """Whether what it does not hold is no less there."""


def find_source(name: str, newer: str = "") -> DiffSource:
    """Find out what a word on the command line means; `beside` is the newer side, where there is one.

    Raises:
        UsageError: nothing is called so.
        SourceError: it cannot be read.
    """
    for matches, make in SOURCE_KINDS if name.strip() else ():
        if matches(name):
            empty = (
                file_tree.empty_before_specs(name, newer)
                if make is _revision_source and newer
                else None
            )
            return _tree_source(name, empty) if empty else make(name)
    if file_tree.is_revision(name):
        raise UsageError(
            f"{name} is a git revision; say which folder of it you mean, as {name}:specs."
        )
    raise UsageError(
        f"{name or 'An empty name'}: there is no such file or folder; give a specs folder, a spec file, a page, "
        "or a git revision such as HEAD~1:specs."
    )


def _is_specs_folder(name: str) -> bool:
    root = Path(name)
    return root.is_dir() and (
        any(root.glob(f"*/{SERVICE_FILE}")) or (root / SERVICE_FILE).is_file()
    )


def _is_spec_file(name: str) -> bool:
    path = Path(name)
    return path.is_file() and path.suffix == ".json" and bool(spec_id(path.read_bytes()))


def _is_service_file(name: str) -> bool:
    return Path(name).name == SERVICE_FILE and Path(name).is_file()


def _is_page(name: str) -> bool:
    return "://" in name or bool(_page_files(name))


def _page_files(name: str) -> list[str]:
    path = Path(name)
    if path.is_dir():
        return [str(p) for p in sorted(path.iterdir()) if p.suffix in PAGE_SUFFIXES and p.is_file()]
    if path.exists():
        return [name]
    return sorted(glob(name, recursive=True)) if has_magic(name) else []


def _specs_folder_source(name: str) -> DiffSource:
    return _tree_source(name, file_tree.read_folder(Path(name)))


def _tree_source(name: str, tree: FileTree) -> DiffSource:
    return DiffSource(name, tree, partial=tree.partial)


def _spec_file_source(name: str) -> DiffSource:
    path = Path(name)
    return _tree_source(
        name, single_file_tree(path.name, str(path.parent), path.read_bytes(), _service_above(path))
    )


def _service_file_source(name: str) -> DiffSource:
    path = Path(name)
    return _tree_source(
        name, FileTree(str(path.parent), {SERVICE_FILE: path.read_bytes()}, partial=True)
    )


def _service_above(path: Path) -> bytes | None:
    above = (parent / SERVICE_FILE for parent in path.resolve().parents)
    return next((found.read_bytes() for found in above if found.is_file()), None)


def single_file_tree(name: str, label: str, data: bytes, service: bytes | None) -> FileTree:
    """Give the tree of one spec file; the facts of its service may stand elsewhere."""
    found = {name: data} if service is None else {name: data, SERVICE_FILE: service}
    return FileTree(label, found, partial=True)


def _revision_source(name: str) -> DiffSource:
    return _tree_source(name, file_tree.read_revision(name))


def _page_source(name: str) -> DiffSource:
    listed = [name] if "://" in name else _page_files(name)

    def importer(
        service: Service, existing: Mapping[ModelId, Endpoint]
    ) -> tuple[tuple[Endpoint, ...], CoverageGaps]:
        from clientwright.normalize.import_endpoints import import_endpoints
        from clientwright.sources.documents import RawEndpoint
        from clientwright.sources.load_source import load_source
        from clientwright.sources.reader_registry import read_source

        found = [read_source(load_source(one), service_hosts=service.hosts) for one in listed]
        raws = [one for one in found if isinstance(one, RawEndpoint)]
        problems: list[Problem] = [
            problem for one in found if not isinstance(one, RawEndpoint) for problem in one
        ]
        imported = import_endpoints(raws, service, existing)
        problems += imported.problems
        wrong = locations.add_lines(p for p in problems if has_errors([p]))
        if wrong and not imported.endpoints:
            raise ProblemsError(wrong)
        return tuple(replace(e, path=Path(name)) for e in imported.endpoints), CoverageGaps(
            general_problems=wrong
        )

    return DiffSource(name, importer=importer, partial=True)


def _is_catalogue(name: str) -> bool:
    if not name.endswith(".json") or not Path(name).is_file():
        return False
    from clientwright.evolution.diff.saved_catalogue import is_catalogue

    return is_catalogue(name)


def _catalogue_source(name: str) -> DiffSource:
    from clientwright.evolution.diff.saved_catalogue import endpoints_after_sync

    return DiffSource(
        name, importer=lambda service, existing: endpoints_after_sync(name, service, existing)
    )


SOURCE_KINDS: tuple[tuple[Callable[[str], bool], Callable[[str], DiffSource]], ...] = (
    (_is_specs_folder, _specs_folder_source),
    (_is_spec_file, _spec_file_source),
    (_is_service_file, _service_file_source),
    (_is_catalogue, _catalogue_source),
    (_is_page, _page_source),
    (lambda name: ":" in name, _revision_source),
)
