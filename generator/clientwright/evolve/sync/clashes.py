"""Ids that would be one path in Python: what is there keeps its name, of new ones the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clientwright.judge.problems import NameClash
from clientwright.problems import Place
from clientwright.spec.ids import ModelId
from clientwright.spec.names import module_name

Step = tuple[tuple[str, ...], str]
"""A path after `api.`, and the part of an id that it stands for."""


def clashes(
    known: Mapping[ModelId, Place], new: Mapping[ModelId, Place]
) -> dict[ModelId, NameClash]:
    """Find the new ids that cannot stand beside those that are known, or beside other new ones."""
    taken = {path: wire for id in sorted(known) for path, wire in _steps(id)}
    found = dict[ModelId, NameClash]()
    for id, place in sorted(new.items()):
        steps = list(_steps(id))
        other = next(((p, taken[p], w) for p, w in steps if taken.get(p, w) != w), None)
        if other is None:
            taken |= dict(steps)
        else:
            path, there, here = other
            everyone = {**new, **known}
            elsewhere = next(at for one, at in everyone.items() if _below(one, there))
            found[id] = NameClash(place, "path", ".".join(path), there, here, elsewhere)
    return found


def _below(id: ModelId, wire: str) -> bool:
    return id == wire or id.startswith(f"{wire}/")


def _steps(id: ModelId) -> Iterator[Step]:
    names = tuple(map(module_name, id.segments))
    for n in range(1, len(names) + 1):
        yield names[:n], "/".join(id.segments[:n])
