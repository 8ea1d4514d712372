"""Source text that is safe by construction, and the imports that it needs.

Templates accept only `Code`; a plain string raises. `Code` is built here from checked
names and from values written as literals, each of which is parsed again and compared.
Imports are derived from the names that a module uses: none missing, none unused.
"""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from symtable import SymbolTable, symtable
from typing import cast

from clientwright.rules.kinds import RULE_TYPES_BY_KIND, class_name
from clientwright.specs.python_identifiers import PyName

_SURROGATES = re.compile("[\ud800-\udfff]")

_STANDARD: Mapping[str, str] = {
    **dict.fromkeys(("Mapping", "Sequence"), "collections.abc"),
    **dict.fromkeys(
        ("Annotated", "Any", "ClassVar", "Literal", "Required", "TypedDict", "Unpack"), "typing"
    ),
    **dict.fromkeys(("ConfigDict", "Field"), "pydantic"),
}
_RUNTIME: Mapping[str, str] = {
    "Endpoint": "endpoint",
    "Keywords": "schema_interpreter",
    "KeywordsAndFields": "unknown_fields",
    "Media": "media_url",
    **dict.fromkeys(
        (
            "Anything",
            "Boolean",
            "Closed",
            "ClosedInput",
            "Integer",
            "Number",
            "Omittable",
            "Open",
            "OpenOutput",
            "Rest",
            "Text",
        ),
        "models",
    ),
    **dict.fromkeys(
        (
            "AnyOutput",
            "Documented",
            "ListOutput",
            "MISSING",
            "NullableOutput",
            "ObjectOutput",
            "OutputPart",
            "RootOutput",
            "TextOutput",
        ),
        "typed_output",
    ),
    "Rule": "rules.base",
    **{class_name(kind): f"rules.{kind.replace('-', '_')}" for kind in RULE_TYPES_BY_KIND},
    "Request": "endpoint",
}
IMPORTED_NAMES = frozenset((*_STANDARD, *_RUNTIME, "Output", "SERVICE"))
"""Every name that a module may import."""


class Code(str):
    """Python source that is safe to insert into a file."""

    __slots__ = ()


class UnsafeCode(AssertionError):
    """A value would have become code with another meaning; a bug in clientwright, never a document's fault."""


def name(text: PyName) -> Code:
    """Return a checked name as code.

    Raises:
        UnsafeCode: the text is not an identifier.
    """
    if not (text.isidentifier() and text.isascii()) or keyword.iskeyword(text):
        raise UnsafeCode(f"{text!r} is not a name")
    return Code(text)


def dotted(*parts: PyName) -> Code:
    """Return names joined by dots."""
    return Code(".".join(map(name, parts)))


def literal(value: object) -> Code:
    """Return plain data as a Python literal, with double quotes and invisible characters escaped.

    Raises:
        UnsafeCode: the data is not plain, or the literal does not evaluate to it.
    """
    source = _literal(value)
    unescaped = isinstance(value, str) and source == f'"{value}"'
    if not unescaped and ast.literal_eval(source) != value:
        raise UnsafeCode(f"{source!r} does not read back")
    return Code(source)


def data(value: object) -> Code:
    """Return plain data as a literal, in which some values are already code."""
    if isinstance(value, Code):
        return value
    if isinstance(value, dict):
        pairs = cast(dict[object, object], value).items()
        return Code("{" + ", ".join(f"{literal(key)}: {data(item)}" for key, item in pairs) + "}")
    if isinstance(value, list):
        return Code("[" + ", ".join(map(data, cast(list[object], value))) + "]")
    return literal(value)


def docstring(text: str, *, keep_indent: bool = False) -> Code:
    """Return prose as a docstring that cannot end early; each line is stripped (`keep_indent`: at its end only)."""
    spaces = [
        line[: len(line) - len(line.lstrip(" "))] if keep_indent else ""
        for line in _split_lines(text)
    ]
    lines = [
        (space + " ".join(line.split())).rstrip()
        for space, line in zip(spaces, _split_lines(text), strict=True)
    ]
    clean = "\n".join(lines).strip() or "No words are documented."
    clean += "\n" * ("\n" in clean)
    written = clean.translate(_IN_DOC)
    source = f'"""{written}"""'
    if written != clean and ast.literal_eval(source) != clean:
        raise UnsafeCode(f"{source!r} does not read back")
    return Code(source)


def indented(code: Code, by: str) -> Code:
    """Indent every line of a block but the first."""
    return Code(code.replace("\n", "\n" + by).replace("\n" + by + "\n", "\n\n"))


def comment(text: str) -> Code:
    """Return text as a comment of one line."""
    return Code("# " + " ".join(" ".join(text.split()).translate(_IN_DOC).split()))


def call(function: PyName, arguments: Mapping[str, object], positional: int = 0) -> Code:
    """Return a call with plain data, the first `positional` arguments without their names."""
    named = [(f"{name(PyName(key))}=", literal(value)) for key, value in arguments.items()]
    written = (value if n < positional else key + value for n, (key, value) in enumerate(named))
    return Code(f"{name(function)}({', '.join(written)})")


def joined(parts: Iterable[Code], between: str = "\n") -> Code:
    """Return pieces of code, joined."""
    return Code(between.join(parts))


def _split_lines(text: str) -> list[str]:
    """Split prose into lines; a lone surrogate, which no file can contain, becomes a replacement character."""
    return _SURROGATES.sub("\ufffd", text).replace("\r", "\n").split("\n")


def _literal(value: object) -> str:
    match value:
        case str():
            return f'"{value.translate(_IN_STRING)}"'
        case bool() | None | int() | float():
            return repr(value)
        case tuple():
            inner = ", ".join(map(_literal, cast(tuple[object, ...], value)))
            return f"({inner},)" if len(cast(tuple[object, ...], value)) == 1 else f"({inner})"
        case list():
            return "[" + ", ".join(map(_literal, cast(list[object], value))) + "]"
        case dict():
            pairs = cast(dict[object, object], value).items()
            return "{" + ", ".join(f"{_literal(k)}: {_literal(v)}" for k, v in pairs) + "}"
        case _:
            raise UnsafeCode(f"{type(value).__name__} is not plain data")


class _Escapes(dict[int, str]):
    """What is written for each character, as a table for `str.translate` that fills itself."""

    def __missing__(self, char: int) -> str:
        """Escape characters that are invisible, change the reading direction, or end a line."""
        text = chr(char)
        if text.isprintable() and unicodedata.category(text) not in ("Cf", "Co", "Cs", "Cn"):
            written = text
        elif char < 0x100:
            written = f"\\x{char:02x}"
        else:
            written = f"\\u{char:04x}" if char < 0x10000 else f"\\U{char:08x}"
        self[char] = written
        return written


_IN_STRING = _Escapes({ord('"'): '\\"', ord("\\"): "\\\\"})
_IN_DOC = _Escapes({**_IN_STRING, ord("\n"): "\n"})


def runtime_module(name: str) -> str:
    """Return the module of the runtime that has a name, with dots."""
    return _RUNTIME[name]


def imports_for(body: Code, dots: str) -> Code:
    """Return the imports that a module's body needs; `dots` lead to the package's root."""
    module = symtable(body, "the body of a module", "exec")
    wanted = imported_names_read(module) - {
        one.get_name() for one in module.get_children() if one.get_type() == "class"
    }
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for used_name in sorted(wanted & set(_STANDARD)):
        groups[_STANDARD[used_name]].append(used_name)
    for used_name in sorted(wanted & set(_RUNTIME)):
        groups[f"{dots}_runtime.{_RUNTIME[used_name]}"].append(used_name)
    if "Output" in wanted:
        groups[f"{dots}_output"].append("Output")
    if "SERVICE" in wanted:
        groups[f"{dots}_service"].append("SERVICE")
    blocks: defaultdict[int, list[str]] = defaultdict(list)
    for source in sorted(groups):
        names = sorted(groups[source], key=lambda name: not name.isupper())  # constants come first
        line = f"from {source} import {', '.join(names)}"
        blocks[2 if source.startswith(".") else source == "pydantic"].append(line)
    return Code("\n\n".join("\n".join(blocks[n]) for n in sorted(blocks)))


def imported_names_read(scope: SymbolTable) -> frozenset[str]:
    """Return which of the names that a module may import are read in a scope, or in one inside it."""
    named = IMPORTED_NAMES.intersection(scope.get_identifiers())
    read = frozenset(name for name in named if scope.lookup(name).is_referenced())
    return read.union(*map(imported_names_read, scope.get_children()))
