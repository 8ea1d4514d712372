"""The sources that `diff` compares: specs folders, spec files, pages, catalogues, git revisions.

`SOURCE_KINDS` is tried in order; a new kind of source is one line there. Readers of
documents are imported only if a document is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from glob import glob, has_magic
from pathlib import Path

from clientwright import locations
from clientwright.errors import ClientwrightError, ProblemsError, UsageError, describe_missing
from clientwright.evolution.diff import file_tree
from clientwright.evolution.diff.coverage_gaps import CoverageGaps
from clientwright.evolution.diff.file_tree import SERVICE_FILE, FileTree
from clientwright.evolution.diff.tree_loader import spec_id
from clientwright.problems import Problem, has_errors
from clientwright.sources.documents import list_page_files
from clientwright.specs.bundled_data import bundled_service_files
from clientwright.specs.model import Endpoint, Service
from clientwright.specs.model_ids import ModelId
from clientwright.specs.service_files import find_service_files
from clientwright.specs.spec_files import read_service

EndpointImporter = Callable[
    [Service, Mapping[ModelId, Endpoint]], tuple[tuple[Endpoint, ...], CoverageGaps]
]


@dataclass(frozen=True, slots=True)
class DiffSource:
    """One side as it was named: spec files, or documents that become endpoints of a service."""

    name: str
    tree: FileTree | None = None
    importer: EndpointImporter | None = None
    partial: bool = False
    """Whether endpoints that it lacks may still exist."""


def find_source(name: str, newer: str = "", services: Sequence[Service] = ()) -> DiffSource:
    """Return the source that a name on the command line means.

    `newer` is the name of the new side, if this is the old one; a saved catalogue may be of one of `services`.

    Raises:
        UsageError: there is nothing with this name.
        SourceError: the source cannot be read.
    """
    if is_listing(name, services):
        return _catalogue_source(name)
    for matches, make in SOURCE_KINDS if name.strip() else ():
        if matches(name):
            empty = (
                file_tree.empty_before_specs(name, newer)
                if make is _revision_source and newer
                else None
            )
            return _tree_source(name, empty) if empty else make(name)
    if file_tree.is_revision(name):
        raise UsageError(f"{name} is a git revision; name a folder in it, as in {name}:specs.")
    raise UsageError(_useless_name_message(name))


def _useless_name_message(name: str) -> str:
    advice = "name a specs folder, a spec file, a page, or a git revision such as HEAD~1:specs"
    if not name.strip():
        return f"an empty name: {advice}"
    if has_magic(name):
        return f"{name}: no file matches this pattern; {advice}"
    if Path(name).exists():
        return f"{name} contains neither specs nor pages: {advice}"
    return describe_missing(name, advice)


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
        return list_page_files(path)
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
    """Return the tree of one spec file, with its service's facts if they are known."""
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
        from clientwright.sources.documents import RawEndpoint, ReadOptions
        from clientwright.sources.load_source import load_source
        from clientwright.sources.read_documents import read_source

        options = ReadOptions.of_service(service)
        found = [read_source(load_source(one), options) for one in listed]
        raws = [one for one in found if isinstance(one, RawEndpoint)]
        problems: list[Problem] = [
            problem for one in found if not isinstance(one, RawEndpoint) for problem in one
        ]
        imported = import_endpoints(raws, service, existing)
        problems += imported.problems
        wrong = locations.add_lines(p for p in problems if has_errors([p]))
        if wrong and not imported.endpoints:
            raise ProblemsError(wrong)
        ordered = sorted(raws, key=lambda raw: raw.locale == "en")
        files = {raw.id: raw.location.file for raw in ordered}
        endpoints = tuple(replace(e, path=Path(files[e.id])) for e in imported.endpoints)
        return endpoints, CoverageGaps(general_problems=wrong)

    return DiffSource(name, importer=importer, partial=True)


def _is_catalogue(name: str) -> bool:
    if not name.endswith(".json") or not Path(name).is_file():
        return False
    from clientwright.evolution.diff.saved_catalogue import is_catalogue

    return is_catalogue(name)


def is_listing(name: str, services: Sequence[Service]) -> bool:
    """Return whether a name means a saved catalogue as the file of one of the services describes it."""
    if not name.endswith(".json") or not Path(name).is_file() or _is_spec_file(name):
        return False
    from clientwright.evolution.diff.saved_catalogue import is_catalogue_of

    return is_catalogue_of(name, services)


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


def known_services(*names: str) -> list[Service]:
    """Return the services whose catalogue a file may be: those of the folders that are named, and those shipped."""
    folders = [Path(name) for name in names if name.strip()]
    files = [*(path for one in folders for path in find_service_files(one))]
    return services_of((*files, *bundled_service_files()))


def catalogue_owners(
    before: DiffSource, after: DiffSource, known: Sequence[Service]
) -> list[Service]:
    """Return the services whose files describe both sides as catalogues."""
    if not (before.importer and after.importer):
        return []
    return [one for one in known if all(is_listing(side.name, [one]) for side in (before, after))]


def services_of(files: Iterable[Path]) -> list[Service]:
    """Return the services of those files that can be read."""
    found = list[Service]()
    for path in files:
        with suppress(ClientwrightError):
            found.append(read_service(path))
    return found
