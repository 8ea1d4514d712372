"""Do two wire names become one Python name?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from clientwright.judge.problems import NameClash
from clientwright.problems import Place, Problem
from clientwright.spec.jsontext import join
from clientwright.spec.keywords import walk
from clientwright.spec.names import attribute_name, module_name
from clientwright.spec.references import inline
from clientwright.spec.values import Endpoint, Specs


def check(endpoint: Endpoint) -> Iterator[Problem]:
    """Look at the properties of every object, as Python arguments."""
    for pointer, schema in walk(inline(endpoint.input), "/input"):
        places = [
            (name, endpoint.place(join(pointer, "properties", name)))
            for name in schema.get("properties", {})
        ]
        yield from _clashes("argument", ((attribute_name(n), n, place) for n, place in places))


def check_segments(specs: Specs) -> Iterator[Problem]:
    """Look at the ids of a service: two must not become one path after `api.`, nor one file."""
    segments = {
        (
            tuple(map(module_name, e.id.segments[:n])),
            e.id.segments[n],
            "/".join(e.id.segments[: n + 1]),
        ): e
        for e in specs.endpoints
        for n in range(len(e.id.segments))
    }
    yield from _clashes(
        "path",
        (
            (".".join((*parents, module_name(own))), path, e.place("/id"))
            for (parents, own, path), e in sorted(segments.items(), key=lambda i: i[0])
        ),
    )


def _clashes(what: str, named: Iterable[tuple[str, str, Place]]) -> Iterator[Problem]:
    places: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    for name, wire, place in named:
        places[name].setdefault(wire, place)
    for name, wires in sorted(places.items()):
        (first, place), *others = sorted(wires.items())
        for other, elsewhere in others:
            yield NameClash(elsewhere, what, name, first, other, place)
