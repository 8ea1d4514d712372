"""One schema among the schemas of an endpoint, as a repair sees it; and the walk over all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from clientwright.dialect.ambiguous import opaque
from clientwright.dialect.keywords import VALUES, children, rebuilt
from clientwright.dialect.values import Finding, Repair
from clientwright.problems import Location
from clientwright.sources.json_values import is_array, is_object
from clientwright.spec.jsontext import Schema, join

Locate = Callable[[str], Location]


@dataclass(frozen=True, slots=True)
class Node:
    """A schema, its pointer, the name of the property it describes, and the sample call's values there.

    `whole` is False below `not`, `if`, `anyOf` and the like, where a schema is a condition.
    """

    schema: Schema
    pointer: str
    locate: Locate
    name: str = ""
    whole: bool = True
    samples: tuple[Any, ...] = ()

    def place(self, *keywords: str) -> Location:
        """Give the place of a keyword of this schema."""
        return self.locate(join(self.pointer, *keywords))

    def repair(self, keyword: str, code: str, before: Any, after: Any) -> Repair:
        """Report a change of one keyword."""
        return Repair(self.place(keyword), join(self.pointer, keyword), code, before, after)

    def below(self, way: tuple[str, ...], schema: Schema) -> Node:
        """Give the node of a schema below this one."""
        return Node(
            schema=schema,
            pointer=join(self.pointer, *way),
            locate=self.locate,
            name=way[-1] if way[0] == "properties" else self.name if way[0] == "items" else "",
            whole=self.whole and way[0] in VALUES,
            samples=tuple(_sampled(way, self.samples)),
        )


Change = tuple[Schema, tuple[Finding, ...]]
Step = Callable[[Node], Change]
"""A repair: gives the node's schema, changed or not, and what it did or could not do."""


def unchanged(node: Node) -> Change:
    """Say that a repair has nothing to do."""
    return node.schema, ()


def replaced(node: Node, keyword: str, code: str, after: Any) -> Change:
    """Replace the value of one keyword."""
    before = node.schema[keyword]
    return {**node.schema, keyword: after}, (node.repair(keyword, code, before, after),)


def told(*repairs: Repair) -> tuple[Repair, ...]:
    """Leave out the repairs that change nothing."""
    return tuple(one for one in repairs if one.before != one.after)


def without(schema: Schema, *keywords: str) -> Schema:
    """Give a schema without some keywords."""
    return {key: value for key, value in schema.items() if key not in keywords}


def rewrite(node: Node, step: Step) -> Change:
    """Apply a repair to a schema and then to every schema below it."""
    schema, findings = step(node)
    gathered = list(findings)
    here = replace(node, schema=schema)

    def each(way: tuple[str, ...], value: Any) -> Any:
        if opaque(way, value):
            return value
        changed, more = rewrite(here.below(way, value), step)
        gathered.extend(more)
        return changed

    return rebuilt(schema, each), tuple(gathered)


def nodes(node: Node) -> Iterator[Node]:
    """Give a schema and every schema below it."""
    yield node
    for way, value in children(node.schema):
        if not opaque(way, value):
            yield from nodes(node.below(way, value))


def _sampled(way: tuple[str, ...], samples: tuple[Any, ...]) -> Iterator[Any]:
    for sample in samples:
        if way[0] == "properties" and is_object(sample) and way[-1] in sample:
            yield sample[way[-1]]
        elif way == ("items",) and is_array(sample):
            yield from sample
