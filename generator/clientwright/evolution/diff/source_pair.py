"""Pair the services of two sources, limited to what both sides cover."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from clientwright.errors import UsageError
from clientwright.evolution.diff.changes import Change, SpecDiff
from clientwright.evolution.diff.coverage_gaps import (
    CoverageGaps,
    comparable_specs,
    gap_changes,
    no_old_specs,
)
from clientwright.evolution.diff.diff_sources import (
    DiffSource,
    catalogue_owners,
    find_source,
    known_services,
    services_of,
)
from clientwright.evolution.diff.file_tree import SERVICE_FILE, FileTree
from clientwright.evolution.diff.spec_comparison import diff_specs, sort_changes
from clientwright.evolution.diff.tree_loader import (
    LoadedTree,
    drop_equal_files,
    lint_errors,
    load_tree,
    spec_id,
)
from clientwright.problems import distinct_problems
from clientwright.specs.bundled_data import (
    DEFAULT_SERVICE,
    data_folder,
    default_service_file,
)
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId
from clientwright.specs.service_files import find_service_files, unknown_service
from clientwright.specs.spec_files import load_service

SpecsPair = tuple[Specs, Specs]


@dataclass(frozen=True, slots=True)
class SourcePair:
    """Both sides, read: pairs of specs, what could not be read, the ids of all endpoints."""

    specs_pairs: tuple[SpecsPair, ...]
    gaps: tuple[CoverageGaps, CoverageGaps]
    ids: tuple[str, ...]
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Texts of the new side's files, by the file names used in locations."""

    empty_side: str = ""
    """The name of the old side, if it predates the specs."""

    def restrict_to(self, ids: Collection[str]) -> SourcePair:
        """Return the pair with some endpoints only; facts of the service stay."""

        def kept(specs: Specs) -> Specs:
            return replace(specs, endpoints=tuple(e for e in specs.endpoints if e.id in ids))

        pairs = tuple((kept(old), kept(new)) for old, new in self.specs_pairs)
        gaps = self.gaps[0].restrict_to(ids), self.gaps[1].restrict_to(ids)
        return replace(self, specs_pairs=pairs, gaps=gaps)

    def diff(self) -> SpecDiff:
        """Compare every pair, as far as it can be read.

        Raises:
            ProblemsError: the schemas of a service have errors.
        """
        gaps = self._with_lint_errors()
        found, hidden = list[Change](), 0
        for pair in self.specs_pairs:
            (old, new), unlisted = comparable_specs(pair, gaps)
            hidden += unlisted
            found += diff_specs(old, new).changes
        problems = distinct_problems(p for gap in gaps for p in gap.problems())
        changes = [*no_old_specs(self.empty_side), *gap_changes(gaps, hidden), *found]
        return SpecDiff(sort_changes(changes), problems, self.texts)

    def _with_lint_errors(self) -> tuple[CoverageGaps, CoverageGaps]:
        old, new = self.gaps
        for before, after in self.specs_pairs:
            old, new = old.with_problems(lint_errors(before)), new.with_problems(lint_errors(after))
        return old, new


def read_source_pair(
    old: str, new: str, service: str = "", specs: Path | None = None
) -> SourcePair:
    """Read both sources and pair their services; with `service`, only the one of that name.

    Documents without specs on the other side are of a service of the folder `specs`, if it has any.

    Raises:
        UsageError: a source is unknown, the services differ, or a document may be of several.
        SourceError: a source cannot be read.
        ProblemsError: nothing in a source can be read.
    """
    here = [] if specs is None else services_of(find_service_files(specs))
    known = [*here, *known_services(old, new)]
    before, after = find_source(old, newer=new, services=known), find_source(new, services=known)
    trees = _root_trees(before.tree, after.tree)
    loaded = _load_sides(
        before, after, trees, service, here or catalogue_owners(before, after, known)
    )
    gaps = loaded[0].gaps, loaded[1].gaps
    partial = [one.partial for one in (before, after)]
    empty = before.tree.label if before.tree and before.tree.absent else ""
    pairs = _pair_services(loaded[0].services, loaded[1].services, from_nothing=bool(empty))
    if any(partial):
        pairs = tuple(_common_endpoints(pair, partial, gaps) for pair in pairs)
    return SourcePair(
        pairs, gaps, _endpoint_ids(before, after, pairs), _decoded_texts(trees[1]), empty
    )


def _decoded_texts(tree: FileTree | None) -> dict[str, str]:
    files = tree.files.items() if tree else ()
    return (
        {tree.display_name(path): data.decode("utf-8", "replace") for path, data in files}
        if tree
        else {}
    )


def _endpoint_ids(
    before: DiffSource, after: DiffSource, pairs: Sequence[SpecsPair]
) -> tuple[str, ...]:
    trees = [one.tree for one in (before, after) if one.tree and not one.tree.partial]
    paths = {path.partition("/")[2].removesuffix(".json") for tree in trees for path in tree.files}
    ids = {str(e.id) for pair in pairs for specs in pair for e in specs.endpoints}
    return tuple(sorted((paths - {"service"}) | ids))


def _load_sides(
    before: DiffSource,
    after: DiffSource,
    trees: tuple[FileTree | None, FileTree | None],
    service: str,
    others: Sequence[Service],
) -> tuple[LoadedTree, LoadedTree]:
    """Read both sides; read a page with the other side's facts, a new page as an import into the old specs."""
    loaded = [_only(load_tree(tree), service) if tree else LoadedTree() for tree in trees]
    if not (before.importer or after.importer):
        return loaded[0], loaded[1]
    own = [one.service for side in loaded for one in side.services]
    known = _service_of_documents(own or others, service)
    if before.importer:
        loaded[0] = _import_side(before, known, {})
    if after.importer:
        existing = {e.id: e for specs in loaded[0].services if before.tree for e in specs.endpoints}
        loaded[1] = _import_side(after, known, existing)
    return loaded[0], loaded[1]


def _only(loaded: LoadedTree, service: str) -> LoadedTree:
    """Return what was read of the service that was named; of every one if none was.

    Raises:
        UsageError: there is no such service.
    """
    known = [one.service.name for one in loaded.services]
    if not service or not known:
        return loaded
    if service not in known:
        raise UsageError(unknown_service(service, known, loaded.services[0].root))
    kept = tuple(one for one in loaded.services if one.service.name == service)
    return replace(loaded, services=kept, gaps=loaded.gaps.of_service(service))


def _service_of_documents(candidates: Sequence[Service], service: str) -> Service:
    """Return the service of pages or of a catalogue: the only candidate, else one that is shipped.

    Raises:
        UsageError: there are several candidates, and none is named; or there is none of the name.
    """
    known = {one.name: one for one in candidates}
    if not service and len(known) > 1:
        listed = ", ".join(sorted(known))
        raise UsageError(
            f"a page or a catalogue is compared with one service; there are {listed}: choose one with --service"
        )
    if known and not service:
        return next(iter(known.values()))
    return known.get(service) or load_service(data_folder(), service or DEFAULT_SERVICE)


def _import_side(
    one: DiffSource, known: Service, existing: Mapping[ModelId, Endpoint]
) -> LoadedTree:
    endpoints, gaps = one.importer(known, existing) if one.importer else ((), CoverageGaps())
    live, retired = (tuple(e for e in endpoints if e.retired is flag) for flag in (False, True))
    return LoadedTree((Specs(Path(one.name), known, live, retired),), gaps)


def _root_trees(
    one: FileTree | None, other: FileTree | None
) -> tuple[FileTree | None, FileTree | None]:
    """Place single files where their ids belong; drop files that are the same on both sides."""
    rooted = [
        _root_single_file(tree, other_side) if tree else None
        for tree, other_side in ((one, other), (other, one))
    ]
    first, second = rooted
    if first and second:
        return drop_equal_files(_matching_files(first, second), _matching_files(second, first))
    return first, second


def _matching_files(tree: FileTree, other: FileTree) -> FileTree:
    """Return the files of a whole folder that have a counterpart in a single file on the other side."""
    if tree.partial or not other.partial:
        return tree
    kept = {
        p: d for p, d in tree.files.items() if p in other.files or p.endswith(f"/{SERVICE_FILE}")
    }
    return replace(tree, files=kept)


def _root_single_file(tree: FileTree, other_side: FileTree | None) -> FileTree:
    """Return the tree of a single file with its service, or else the other side's."""
    if not tree.partial:
        return tree
    facts = tree.files.get(SERVICE_FILE) or _service_facts(other_side)
    name = str(json.loads(facts).get("name", "service"))
    found, names = {f"{name}/{SERVICE_FILE}": facts}, dict[str, str]()
    for path, data in tree.files.items():
        here = f"{name}/{spec_id(data) or path.removesuffix('.json')}.json"
        here = f"{name}/{SERVICE_FILE}" if path == SERVICE_FILE else here
        found[here], names[here] = data, tree.display_name(path)
    return FileTree(tree.label, found, partial=True, display_names=names)


def _service_facts(tree: FileTree | None) -> bytes:
    files = tree.files.items() if tree else ()
    known = next((data for path, data in files if path.rpartition("/")[2] == SERVICE_FILE), None)
    return known or default_service_file().read_bytes()


def _pair_services(
    old: Sequence[Specs], new: Sequence[Specs], *, from_nothing: bool
) -> tuple[SpecsPair, ...]:
    before, after = ({specs.service.name: specs for specs in side} for side in (old, new))
    if not before.keys() & after.keys() and not from_nothing:
        names = [", ".join(side) or "nothing" for side in (before, after)]
        raise UsageError(
            f"{names[0]} and {names[1]} are different services; compare two specs of one service."
        )
    found = []
    for name in sorted({*before, *after}):
        one, other = before.get(name) or after[name], after.get(name) or before[name]
        found.append(
            (
                one if name in before else replace(one, endpoints=()),
                other if name in after else replace(other, endpoints=()),
            )
        )
    return tuple(found)


def _common_endpoints(
    pair: SpecsPair, partial: Sequence[bool], gaps: tuple[CoverageGaps, CoverageGaps]
) -> SpecsPair:
    """Drop endpoints that a partial side does not cover.

    Raises:
        UsageError: both sides have endpoints, but none in common.
    """
    old, new = (
        {*(str(e.id) for e in specs.endpoints), *gap.ids(specs.service.name)}
        for specs, gap in zip(pair, gaps, strict=True)
    )
    covered = [ids for ids, part in ((old, partial[0]), (new, partial[1])) if part]
    known = set.intersection(*covered)
    if not known and (old or new):
        listed = ", ".join(sorted(set.union(*covered))) or "none"
        raise UsageError(
            f"The two sides have no endpoint in common; these are on one only: {listed}."
        )
    kept = [replace(s, endpoints=tuple(e for e in s.endpoints if e.id in known)) for s in pair]
    return kept[0], kept[1]
