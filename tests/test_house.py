"""`nox -s house` counts a small package right, and runs on this one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAMES = """\
\"\"\"minimum\"\"\"
MEDIA = "x-media"
\"\"\"maximum\"\"\"


def names():
    \"\"\"pattern\"\"\"
    # enum
    return "minimum", "the maximum", f"const"
"""
FILES = {
    "__init__.py": "",
    "rules/__init__.py": "",
    "rules/names.py": NAMES,
    "rules/passed_on.py": "from small.rules.names import MEDIA as OURS\n",
    "rules/lists.py": 'BOTH = "minLength maxLength other".split()\nONE = "if only".split()\n',
    "codegen/__init__.py": "",
    "codegen/attribute.py": "from ..rules import names\n\nUSED = names.MEDIA\n",
    "codegen/twice.py": "import small.rules.names\nfrom small.rules.passed_on import OURS as MINE\n",
    "runtime/__init__.py": "",
    "runtime/copied.py": 'def found():\n    return "minimum"\n',
    "testing/jobs/one.py": "from small.rules import lists\n" + "X = 1\n" * 300,
    "testing/jobs/deep/two.py": "",
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Write a package of which every figure is known."""
    for name, text in FILES.items():
        path = tmp_path / "small" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "small"


def run_house(*arguments: str) -> str:
    """Return what the command prints."""
    command = [sys.executable, "-m", "tests.house", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def count(package: Path) -> dict[str, Any]:
    """Return the figures of a package."""
    figures: dict[str, Any] = json.loads(run_house(str(package), "--json"))
    return figures


def test_keywords_are_counted_by_file(small: Path) -> None:
    """Strings, lists of words and constants count, however they are imported; docstrings and comments do not."""
    found = {word: tuple(n.values()) for word, n in count(small)["keywords"].items()}
    assert {word: counts for word, counts in found.items() if any(counts)} == {
        "x-media": (4, 2, 0),
        "minimum": (1, 1, 1),
        "const": (1, 1, 0),
        "minLength": (1, 1, 0),
        "maxLength": (1, 1, 0),
    }


def test_files_are_counted(small: Path) -> None:
    """Importers, code lines, large files, functions and folders are counted as `--help` says."""
    found = count(small)
    product = found["product"]
    assert product["files"] == len(FILES) - 2
    assert product["one_importer"] == 2
    assert product["median_code_lines"] == 1.5
    assert (product["largest_file"], product["most_code_lines"]) == ("testing/jobs/one.py", 301)
    assert product["over_limit"] == {"testing/jobs/one.py": 301}
    assert product["longest_function"] == "rules/names.py:6 names"
    assert product["longest_function_lines"] == 4
    assert found["runtime"]["files"] == 2
    assert found["harness_folders"] == ["jobs", "jobs/deep"]


def test_the_figures_of_this_package_are_printed() -> None:
    """Without arguments the command prints the figures of clientwright as text."""
    printed = run_house()
    assert "keyword " in printed
    assert "folders in testing/:" in printed
