"""Two sources become pairs of specs: each service with its older self, as far as both sides speak of it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clientwright.errors import UsageError
from clientwright.evolve.difference.engine import difference
from clientwright.evolve.difference.loading import load, sound, spec_id, without_equal
from clientwright.evolve.difference.sources import Source, source
from clientwright.evolve.difference.trees import SERVICE, Tree
from clientwright.evolve.difference.values import Difference
from clientwright.spec.data import service_files
from clientwright.spec.values import Service, Specs

Couple = tuple[Specs, Specs]


@dataclass(frozen=True, slots=True)
class Both:
    """Both sides, read: each service with its older self, and the ids of all endpoints, unchanged ones too."""

    couples: tuple[Couple, ...]
    ids: tuple[str, ...]

    def only(self, ids: Collection[str]) -> Both:
        """Keep some endpoints, and the facts of the service."""
        kept = tuple(
            (
                replace(old, endpoints=tuple(e for e in old.endpoints if e.id in ids)),
                replace(new, endpoints=tuple(e for e in new.endpoints if e.id in ids)),
            )
            for old, new in self.couples
        )
        return replace(self, couples=kept)

    def difference(self) -> Difference:
        """Compare every pair.

        Raises:
            Blocked: a spec in it has errors.
        """
        sound([specs for couple in self.couples for specs in couple])
        return Difference(
            tuple(c for old, new in self.couples for c in difference(old, new).changes)
        )


def read_both(old: str, new: str) -> Both:
    """Read both sources and pair their services.

    Raises:
        UsageError: a source is nothing that is known, or they are of different services.
        SourceError: a source cannot be read.
        Blocked: what it holds has errors.
    """
    before, after = source(old), source(new)
    partial = [one.partial for one in (before, after)]
    couples = _paired(*_sides(before, after))
    if any(partial):
        couples = tuple(_common(couple, partial) for couple in couples)
    return Both(couples, _ids(before, after, couples))


def _ids(before: Source, after: Source, couples: Sequence[Couple]) -> tuple[str, ...]:
    trees = [one.tree for one in (before, after) if one.tree and not one.tree.partial]
    paths = {path.partition("/")[2].removesuffix(".json") for tree in trees for path in tree.files}
    ids = {str(e.id) for couple in couples for specs in couple for e in specs.endpoints}
    return tuple(sorted((paths - {"service"}) | ids))


def _sides(before: Source, after: Source) -> tuple[tuple[Specs, ...], tuple[Specs, ...]]:
    """Read both; a page is read beside the other side's facts, a new page as an import into the old specs."""
    trees = _rooted(before.tree, after.tree)
    loaded = [load(tree) if tree else () for tree in trees]
    known = next((specs[0].service for specs in loaded if specs), None) or _bundled()
    if before.importer:
        loaded[0] = (Specs(Path(before.name), known, before.importer(known, {})),)
    if after.importer:
        existing = {e.id: e for specs in loaded[0] if before.tree for e in specs.endpoints}
        loaded[1] = (Specs(Path(after.name), known, after.importer(known, existing)),)
    return loaded[0], loaded[1]


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
    found = {f"{name}/{SERVICE}": facts}
    for path, data in tree.files.items():
        if path != SERVICE:
            found[f"{name}/{spec_id(data) or path.removesuffix('.json')}.json"] = data
    return Tree(tree.label, found, partial=True)


def _facts(tree: Tree | None) -> bytes:
    files = tree.files.items() if tree else ()
    known = next((data for path, data in files if path.rpartition("/")[2] == SERVICE), None)
    return known or service_files()[0].read_bytes()


def _bundled() -> Service:
    path = service_files()[0]
    return Service(json.loads(path.read_text("utf-8")), path)


def _paired(old: Sequence[Specs], new: Sequence[Specs]) -> tuple[Couple, ...]:
    before, after = ({specs.service.name: specs for specs in side} for side in (old, new))
    if not before.keys() & after.keys():
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


def _common(couple: Couple, partial: Sequence[bool]) -> Couple:
    """Leave out the endpoints of which a side that is no whole folder says nothing."""
    old, new = ({e.id for e in specs.endpoints} for specs in couple)
    spoken = [ids for ids, part in ((old, partial[0]), (new, partial[1])) if part]
    known = set.intersection(*spoken)
    if not known and (old or new):
        listed = ", ".join(map(str, sorted(set.union(*spoken)))) or "none"
        raise UsageError(
            f"The two sides have no endpoint in common; these are on one only: {listed}."
        )
    kept = [replace(s, endpoints=tuple(e for e in s.endpoints if e.id in known)) for s in couple]
    return kept[0], kept[1]
