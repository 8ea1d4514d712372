"""Two sources become pairs of specs: each service with its older self, as far as both sides speak of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from clientwright.errors import UsageError
from clientwright.evolve.difference.engine import difference, in_order
from clientwright.evolve.difference.loading import Loaded, load, spec_id, unsound, without_equal
from clientwright.evolve.difference.sources import Source, source
from clientwright.evolve.difference.trees import SERVICE, Tree
from clientwright.evolve.difference.unread import Gaps, changes, nothing_yet, readable
from clientwright.evolve.difference.values import Change, Difference
from clientwright.specs.bundled_data import bundled_service_files
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.model_ids import ModelId

Couple = tuple[Specs, Specs]


@dataclass(frozen=True, slots=True)
class Both:
    """Both sides, read: each service with its older self, what could not be read, the ids of all endpoints."""

    couples: tuple[Couple, ...]
    gaps: tuple[Gaps, Gaps]
    ids: tuple[str, ...]
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    """The texts of the new side's files, by the names that places have."""

    empty: str = ""
    """The name of the old side, where it holds no specs yet."""

    def only(self, ids: Collection[str]) -> Both:
        """Keep some endpoints, and the facts of the service."""

        def kept(specs: Specs) -> Specs:
            return replace(specs, endpoints=tuple(e for e in specs.endpoints if e.id in ids))

        couples = tuple((kept(old), kept(new)) for old, new in self.couples)
        gaps = self.gaps[0].only(ids), self.gaps[1].only(ids)
        return replace(self, couples=couples, gaps=gaps)

    def difference(self) -> Difference:
        """Compare every pair, as far as it can be read.

        Raises:
            Blocked: the schemas of a service have errors.
        """
        gaps = self._judged()
        found, hidden = list[Change](), 0
        for couple in self.couples:
            (old, new), unlisted = readable(couple, gaps)
            hidden += unlisted
            found += difference(old, new).changes
        problems = tuple(dict.fromkeys(p for gap in gaps for p in gap.problems()))
        told = [*nothing_yet(self.empty), *changes(gaps, hidden), *found]
        return Difference(in_order(told), problems, self.texts)

    def _judged(self) -> tuple[Gaps, Gaps]:
        old, new = self.gaps
        for before, after in self.couples:
            old, new = old.adding(unsound(before)), new.adding(unsound(after))
        return old, new


def read_both(old: str, new: str) -> Both:
    """Read both sources and pair their services.

    Raises:
        UsageError: a source is nothing that is known, or they are of different services.
        SourceError: a source cannot be read.
        Blocked: nothing of what it holds can be read.
    """
    before, after = source(old, beside=new), source(new)
    trees = _rooted(before.tree, after.tree)
    loaded = _sides(before, after, trees)
    gaps = loaded[0].gaps, loaded[1].gaps
    partial = [one.partial for one in (before, after)]
    empty = before.tree.label if before.tree and before.tree.absent else ""
    couples = _paired(loaded[0].services, loaded[1].services, from_nothing=bool(empty))
    if any(partial):
        couples = tuple(_common(couple, partial, gaps) for couple in couples)
    return Both(couples, gaps, _ids(before, after, couples), _texts(trees[1]), empty)


def _texts(tree: Tree | None) -> dict[str, str]:
    files = tree.files.items() if tree else ()
    return (
        {tree.name(path): data.decode("utf-8", "replace") for path, data in files} if tree else {}
    )


def _ids(before: Source, after: Source, couples: Sequence[Couple]) -> tuple[str, ...]:
    trees = [one.tree for one in (before, after) if one.tree and not one.tree.partial]
    paths = {path.partition("/")[2].removesuffix(".json") for tree in trees for path in tree.files}
    ids = {str(e.id) for couple in couples for specs in couple for e in specs.endpoints}
    return tuple(sorted((paths - {"service"}) | ids))


def _sides(
    before: Source, after: Source, trees: tuple[Tree | None, Tree | None]
) -> tuple[Loaded, Loaded]:
    """Read both; a page is read beside the other side's facts, a new page as an import into the old specs."""
    loaded = [load(tree) if tree else Loaded() for tree in trees]
    known = next((one.services[0].service for one in loaded if one.services), None) or _bundled()
    if before.importer:
        loaded[0] = _imported(before, known, {})
    if after.importer:
        existing = {e.id: e for specs in loaded[0].services if before.tree for e in specs.endpoints}
        loaded[1] = _imported(after, known, existing)
    return loaded[0], loaded[1]


def _imported(one: Source, known: Service, existing: Mapping[ModelId, Endpoint]) -> Loaded:
    endpoints, gaps = one.importer(known, existing) if one.importer else ((), Gaps())
    return Loaded((Specs(Path(one.name), known, endpoints),), gaps)


def _rooted(one: Tree | None, other: Tree | None) -> tuple[Tree | None, Tree | None]:
    """Put single files where their ids say they belong; leave out what both sides have alike."""
    rooted = [
        _placed(tree, beside) if tree else None for tree, beside in ((one, other), (other, one))
    ]
    first, second = rooted
    if first and second:
        return without_equal(_part(first, second), _part(second, first))
    return first, second


def _part(tree: Tree, other: Tree) -> Tree:
    """Keep of a whole folder what stands beside a single file on the other side."""
    if tree.partial or not other.partial:
        return tree
    kept = {p: d for p, d in tree.files.items() if p in other.files or p.endswith(f"/{SERVICE}")}
    return replace(tree, files=kept)


def _placed(tree: Tree, beside: Tree | None) -> Tree:
    """Give the tree of a single file its service, the other side's where it has none of its own."""
    if not tree.partial:
        return tree
    facts = tree.files.get(SERVICE) or _facts(beside)
    name = str(json.loads(facts).get("name", "service"))
    found, names = {f"{name}/{SERVICE}": facts}, dict[str, str]()
    for path, data in tree.files.items():
        here = f"{name}/{spec_id(data) or path.removesuffix('.json')}.json"
        here = f"{name}/{SERVICE}" if path == SERVICE else here
        found[here], names[here] = data, tree.name(path)
    return Tree(tree.label, found, partial=True, names=names)


def _facts(tree: Tree | None) -> bytes:
    files = tree.files.items() if tree else ()
    known = next((data for path, data in files if path.rpartition("/")[2] == SERVICE), None)
    return known or bundled_service_files()[0].read_bytes()


def _bundled() -> Service:
    path = bundled_service_files()[0]
    return Service(json.loads(path.read_text("utf-8")), path)


def _paired(
    old: Sequence[Specs], new: Sequence[Specs], *, from_nothing: bool
) -> tuple[Couple, ...]:
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


def _common(couple: Couple, partial: Sequence[bool], gaps: tuple[Gaps, Gaps]) -> Couple:
    """Leave out the endpoints of which a side that is no whole folder says nothing.

    Raises:
        UsageError: both sides speak of endpoints, but of no common one.
    """
    old, new = (
        {*(str(e.id) for e in specs.endpoints), *gap.ids(specs.service.name)}
        for specs, gap in zip(couple, gaps, strict=True)
    )
    spoken = [ids for ids, part in ((old, partial[0]), (new, partial[1])) if part]
    known = set.intersection(*spoken)
    if not known and (old or new):
        listed = ", ".join(sorted(set.union(*spoken))) or "none"
        raise UsageError(
            f"The two sides have no endpoint in common; these are on one only: {listed}."
        )
    kept = [replace(s, endpoints=tuple(e for e in s.endpoints if e.id in known)) for s in couple]
    return kept[0], kept[1]
