"""The vocabulary of code edits: what each does, and what a pattern matches."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.mutation import code_edits as edits
from clientwright.testing.mutation.code_edits import CodeChange, CodeEdit, PlaceNotFound
from clientwright.testing.mutation.syntax_pattern import matches, parse_code

SOURCE = """
LIMIT: int = 5
TABLE = {"a": (1,), "b": (2,)}

class Outer:
    def inner(self, x):
        # a comment that no edit sees
        if x is None or x in ("one", "two"):
            self.log(x, level=3)
            return None
        total = self.count(
            x, [1, 2]
        )
        return total

    def other(self, x):
        self.log(x)
"""
EXPRESSIONS = ["f(x)", "a.b(c, d=1)", "x is None", "not (a and b)", "[1, 'two']", "{'k': v}[0]"]


@pytest.mark.parametrize(
    ("where", "change", "removed", "added"),
    [
        ("LIMIT", edits.set_value("6"), "LIMIT: int = 5", "LIMIT: int = 6"),
        ("TABLE", edits.drop_entry("a"), "'a': (1,), ", ""),
        ("TABLE", edits.replace("(2,)", "(3,)"), "(2,)", "(3,)"),
        ("Outer.inner", edits.drop("x is None"), "x is None or x in", "x in"),
        ("Outer.inner", edits.drop("'two'"), "('one', 'two')", "('one',)"),
        ("Outer.inner", edits.drop("self.log(...)"), "            self.log(x, level=3)\n", ""),
        ("Outer.other", edits.drop("self.log(...)"), "        self.log(x)\n", "        pass\n"),
        ("Outer.inner", edits.replace("self.count(...)", "0"), "self.count(x, [1, 2])", "0"),
        ("Outer.inner", edits.set_keyword("level", "4"), "level=3", "level=4"),
        ("Outer.inner", edits.drop_keyword("level"), ", level=3", ""),
        ("Outer.inner", edits.raise_returned("return total"), "return total", "raise total"),
        (
            "Outer.inner",
            edits.insert_after("total = ...", "total += 1"),
            "return total",
            "total += 1\n        return total",
        ),
        (
            "Outer.inner",
            edits.insert_before("return total", "total += 1"),
            "return total",
            "total += 1\n        return total",
        ),
    ],
)
def test_edit_changes_its_place_and_nothing_else(
    where: str, change: CodeChange, removed: str, added: str
) -> None:
    """An edit makes one change in the code that it names; all else stays."""
    plain = ast.unparse(ast.parse(SOURCE))
    if where == "Outer.other":
        expected = plain.removesuffix(removed.rstrip()) + added.rstrip()
    else:
        expected = plain.replace(removed, added)
    assert CodeEdit("x", where, change).apply(SOURCE).strip() == expected.strip() != plain


def test_edit_inside_a_statement() -> None:
    """With `inside`, only places in the statement that a pattern matches count."""
    source = "def f(x):\n    if x:\n        y = 0\n    else:\n        z = 1\n    y = 0\n"
    change = edits.drop("y = 0")
    with pytest.raises(PlaceNotFound, match=r"x\.py, f: there are 2 places like `y = 0`"):
        CodeEdit("x", "f", change).apply(source)
    edited = CodeEdit("x", "f", change, inside="if x: ...").apply(source)
    assert edited == source.replace("        y = 0\n    else", "        pass\n    else")


def test_what_is_in_no_list_cannot_be_left_out() -> None:
    """An expression that something needs cannot be left out."""
    with pytest.raises(PlaceNotFound, match="`x` cannot be left out"):
        CodeEdit("x", "f", edits.drop("x")).apply("def f():\n    return x\n")


@given(st.sampled_from(EXPRESSIONS), st.sampled_from(EXPRESSIONS))
def test_pattern_without_dots_matches_only_itself(one: str, two: str) -> None:
    """A pattern without `...` matches the same code, in any format, and no other."""
    spread = f"(\n{two}\n)"
    assert matches(parse_code(one), parse_code(spread)) == (one == two)


@given(st.sampled_from(EXPRESSIONS))
def test_dots_match_any_expression(one: str) -> None:
    """`...` matches any expression, and any arguments of a call."""
    assert matches(parse_code("..."), parse_code(one))
    assert matches(parse_code("g(..., 1)"), parse_code(f"g({one}, 1)"))
    assert not matches(parse_code("g(..., 1)"), parse_code(f"g({one}, 2)"))
    assert matches(parse_code("g(...)"), parse_code(f"g({one}, k={one})"))
    assert matches(parse_code("g(...)"), parse_code("g()"))
    assert not matches(parse_code("h(...)"), parse_code("g()"))
