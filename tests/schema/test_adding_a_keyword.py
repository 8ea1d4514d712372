"""Adding a keyword touches the files that CONTRIBUTING.md lists, and no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from clientwright.schema.keywords import ALL_KEYWORDS, BY_KEYWORD

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "generator" / "clientwright"
OWN = "schema/keywords/<constraint>.py"
"""The file of a constraint in the list."""
ALSO: Mapping[str, frozenset[str]] = {
    "minContains": frozenset(("normalize/text_value_repairs.py", "schema/matching_items.py")),
    "maxContains": frozenset(("normalize/text_value_repairs.py", "schema/matching_items.py")),
    "uniqueItems": frozenset(
        (
            "rules/payload_repair.py",
            "schema/keywords/item_counts.py",
            "schema/keywords/items.py",
            "specs/violation_messages.py",
        )
    ),
    "propertyNames": frozenset(
        (
            "lint/impossible_values.py",
            "rules/kinds/cited_media.py",
            "schema/keywords/properties.py",
            "schema/possible_names.py",
        )
    ),
    "multipleOf": frozenset(
        (
            "evolution/diff/field_space.py",
            "normalize/older_draft_repairs.py",
            "normalize/text_value_repairs.py",
            "rules/number_sets.py",
            "schema/bound_faults.py",
            "schema/keywords/bounds.py",
            "schema/numbers.py",
            "schema/representatives.py",
            "specs/violation_messages.py",
        )
    ),
}
"""What else names a keyword: what makes or repairs whole values of its type, and rules that count or add them."""


def listed_files() -> list[str]:
    """Return the files of a keyword that CONTRIBUTING.md lists."""
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (block,) = re.findall(r"\*\*… a keyword\.\*\*.*?```text\n(.*?)```", page, re.DOTALL)
    return [line.split()[0] for line in block.splitlines() if line.strip()]


def naming_files(keyword: str) -> Iterator[str]:
    """Yield every file of the program whose code names a keyword, by itself or in a list of keywords."""
    for path, found in keywords_by_file().items():
        if keyword in found:
            yield path.relative_to(PACKAGE).as_posix()


@cache
def keywords_by_file() -> Mapping[Path, frozenset[str]]:
    """Return every file of the program with the keywords that its code names."""
    texts = {path: path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    named = {path: text for path, text in texts.items() if any(word in text for word in ALSO)}
    return {path: frozenset(_named_keywords(ast.parse(text))) for path, text in named.items()}


def _named_keywords(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value.split()
            if set(words) <= ALL_KEYWORDS:
                yield from words


def module_of(keyword: str) -> str:
    """Return the file of the constraint that a keyword belongs to."""
    constraint = BY_KEYWORD[keyword]
    folder = PACKAGE / "schema" / "keywords"
    (found,) = (
        path.relative_to(PACKAGE).as_posix()
        for path in folder.glob("*.py")
        if re.search(
            rf'^\S+ = Constraint\(\n    "{constraint.name}",', path.read_text(), re.MULTILINE
        )
    )
    return found


@pytest.mark.parametrize("keyword", sorted(ALSO))
def test_only_the_listed_files_name_a_keyword(keyword: str) -> None:
    """A keyword is named by its constraint, by tables and judges that are listed, and by what is known here."""
    own = module_of(keyword)
    listed = {
        own if name.endswith(OWN) else name.removeprefix("generator/clientwright/")
        for name in listed_files()
    }
    found = set(naming_files(keyword))
    assert found - listed == ALSO[keyword]
    assert {own, "schema/types.py", "runtime/schema_interpreter.py"} <= found


def test_every_listed_file_exists() -> None:
    """Each file in the list exists, and the one of a constraint exists for every keyword."""
    assert all((ROOT / name).exists() for name in listed_files() if not name.endswith(OWN))
    assert all((PACKAGE / module_of(keyword)).exists() for keyword in BY_KEYWORD)
