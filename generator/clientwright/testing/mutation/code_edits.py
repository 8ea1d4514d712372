"""The vocabulary of edits of Python code: what is replaced, dropped or added at a place in a function."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clientwright.errors import ClientwrightError
from clientwright.testing.mutation.syntax_pattern import (
    CodePattern,
    CodePlace,
    iter_places,
    parse_code,
    parse_statements,
)

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class PlaceNotFound(ClientwrightError):
    """The place of an edit does not exist, or there is more than one; the message says which."""


@dataclass(frozen=True, slots=True)
class CodeChange:
    """A change of one place: how the places are found that it may mean, and what is done with it."""

    description: str
    find: Callable[[CodePlace], Iterator[CodePlace]]
    make: Callable[[CodePlace], None]


@dataclass(frozen=True, slots=True)
class CodeEdit:
    """A change in one function, class or assigned name of a module of the runtime.

    `where` is its qualified name (`Service.request_id`, `MAX_IN_FLIGHT`). `inside` is a
    pattern of one statement in it, if the place is not the only one.
    """

    module: str
    where: str
    change: CodeChange
    inside: str = ""

    @property
    def path(self) -> str:
        """The file's path in the runtime."""
        return f"{self.module.replace('.', '/')}.py"

    def apply(self, source: str) -> str:
        """Return a module's source with the change made.

        Raises:
            PlaceNotFound: the name, the statement or the place is missing, or is not the only one.
        """
        tree = ast.parse(source)
        scope = CodePlace(tree, tree, "")
        for name in self.where.split("."):
            scope = _only(self, f"definitions of {name}", _definitions(scope, name))
        if self.inside:
            inner = CodePattern(self.inside).find(scope)
            scope = _only(self, f"statements `{self.inside}`", inner)
        place = _only(self, self.change.description, self.change.find(scope))
        self.change.make(place)
        return f"{ast.unparse(tree)}\n"


def replace(pattern: str, new: str) -> CodeChange:
    """Return the change of what a pattern matches into other code."""

    def make(place: CodePlace) -> None:
        if isinstance(place.node, ast.stmt):
            place.put(*parse_statements(new))
        else:
            place.put(parse_code(new))

    return CodeChange(f"places like `{pattern}`", CodePattern(pattern).find, make)


def drop(pattern: str) -> CodeChange:
    """Return the change that leaves out a statement, an operand of `and` and `or`, or an item of a list."""
    return CodeChange(f"places like `{pattern}`", CodePattern(pattern).find, _drop)


def insert_after(pattern: str, new: str) -> CodeChange:
    """Return the change that adds statements after the statement that a pattern matches."""

    def make(place: CodePlace) -> None:
        place.put(place.node, *parse_statements(new))

    return CodeChange(f"statements `{pattern}`", CodePattern(pattern).find, make)


def insert_before(pattern: str, new: str) -> CodeChange:
    """Return the change that adds statements before the statement that a pattern matches."""

    def make(place: CodePlace) -> None:
        place.put(*parse_statements(new), place.node)

    return CodeChange(f"statements `{pattern}`", CodePattern(pattern).find, make)


def raise_returned(pattern: str) -> CodeChange:
    """Return the change that raises what the `return` that a pattern matches returns."""

    def make(place: CodePlace) -> None:
        if isinstance(place.node, ast.Return):
            place.put(ast.Raise(place.node.value))

    return CodeChange(f"statements `{pattern}`", CodePattern(pattern).find, make)


def set_value(new: str) -> CodeChange:
    """Return the change of what a name is assigned."""

    def find(scope: CodePlace) -> Iterator[CodePlace]:
        if isinstance(scope.node, ast.Assign | ast.AnnAssign) and scope.node.value is not None:
            yield CodePlace(scope.node.value, scope.node, "value")

    return CodeChange("assignments", find, lambda place: place.put(parse_code(new)))


def set_keyword(name: str, new: str) -> CodeChange:
    """Return the change of what a keyword argument is given."""

    def make(place: CodePlace) -> None:
        if isinstance(place.node, ast.keyword):
            place.put(ast.keyword(name, ast.parse(new, mode="eval").body))

    return CodeChange(f"keyword arguments {name}", lambda scope: _keywords(scope, name), make)


def drop_keyword(name: str) -> CodeChange:
    """Return the change that leaves out a keyword argument."""
    return CodeChange(f"keyword arguments {name}", lambda scope: _keywords(scope, name), _remove)


def drop_entry(key: str) -> CodeChange:
    """Return the change that leaves out the entry of a dictionary with a text as key."""

    def find(scope: CodePlace) -> Iterator[CodePlace]:
        for place in CodePattern(repr(key)).find(scope):
            if isinstance(place.parent, ast.Dict) and place.field == "keys":
                yield place

    def make(place: CodePlace) -> None:
        if isinstance(place.parent, ast.Dict) and place.index is not None:
            del place.parent.keys[place.index], place.parent.values[place.index]

    return CodeChange(f"entries {key!r}", find, make)


def _only(edit: CodeEdit, what: str, places: Iterator[CodePlace]) -> CodePlace:
    found = list(places)
    if len(found) != 1:
        at = f"{edit.path}, {edit.where}"
        raise PlaceNotFound(f"{at}: there are {len(found)} {what}, where one is expected")
    return found[0]


def _definitions(scope: CodePlace, name: str) -> Iterator[CodePlace]:
    """Yield the functions, classes and assignments of a name in the body of a module or class."""
    body: list[ast.stmt] = getattr(scope.node, "body", [])
    for n, node in enumerate(body):
        if name in _defined_names(node):
            yield CodePlace(node, scope.node, "body", n, scope)


def _defined_names(node: ast.stmt) -> set[str]:
    if isinstance(node, _DEFINITIONS):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {one.id for one in targets if isinstance(one, ast.Name)}


def _keywords(scope: CodePlace, name: str) -> Iterator[CodePlace]:
    for place in iter_places(scope):
        if isinstance(place.node, ast.Call):
            for n, one in enumerate(place.node.keywords):
                if one.arg == name:
                    yield CodePlace(one, place.node, "keywords", n, place)


def _drop(place: CodePlace) -> None:
    """Leave a node out; of an operation with one operand left, only the operand remains."""
    _remove(place)
    rest: list[ast.AST] = getattr(place.parent, place.field)
    if isinstance(place.parent, ast.BoolOp) and len(rest) == 1 and place.above is not None:
        place.above.put(*rest)
    elif isinstance(place.node, ast.stmt) and not rest:
        rest.append(ast.Pass())


def _remove(place: CodePlace) -> None:
    if place.index is None:
        raise PlaceNotFound(f"`{ast.unparse(place.node)}` cannot be left out: it is not in a list")
    place.put()
