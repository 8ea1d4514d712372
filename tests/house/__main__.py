"""`nox -s house`: count how the product's files are cut, and print the figures."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tests.house.figures import LINES, Figures, House, count_house

PACKAGE = Path(__file__).parents[2] / "generator" / "clientwright"
RULES = f"""\
The figures, and what is counted:

A *file* is a `.py` file below the package. Files of `runtime/`, which generated packages carry,
are counted apart; all others are the product's.

A file *names a keyword* if its syntax tree has a string that is exactly the keyword (docstrings do not
count), or a `"…".split()` with it and another keyword among the words; or if it imports, or reads as an
attribute of a module, a constant that the top of a module of the package binds to such a string. A string
is counted whatever it is for: `"type"` may be a key of something else. `outside` are the files that are
neither of the client (codegen, runtime) nor of the sandbox nor of the importer (sources, normalize).

A file has *one importer* if exactly one other file of the package, the runtime's included, imports it
or a name from it, anywhere and also only for types. `__init__.py` and `__main__.py` are not asked.

A *code line* is not blank and has more than a comment or a part of a docstring; a string below an
assignment is a docstring too. Files over {LINES} lines count all their lines.

The length of a function is from its `def` to its last line, docstring included, decorators not.

Folders of the harness are those below `testing/` that contain a `.py` file themselves.
"""


def main() -> None:
    """Print the figures of a package as text or JSON."""
    parser = argparse.ArgumentParser(
        prog="nox -s house --",
        description="Count how the product's files are cut, and how many of them know each keyword.",
        epilog=RULES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "package", nargs="?", type=Path, default=PACKAGE, help="the package's folder"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    house = count_house(options.package.resolve())
    if options.json:
        print(json.dumps(asdict(house), indent=2))
    else:
        print(*_lines(house), sep="\n")


def _lines(house: House) -> Iterator[str]:
    yield f"{'keyword':24}{'files':>7}{'outside':>9}{'runtime':>9}"
    for word, found in sorted(house.keywords.items(), key=lambda item: -item[1].product):
        if found.product or found.runtime:
            yield f"{word:24}{found.product:7}{found.outside:9}{found.runtime:9}"
    yield from ("", "product", *_figure_lines(house.product))
    if house.runtime:
        yield from ("", "runtime", *_figure_lines(house.runtime))
    folders = [name for name in house.harness_folders if "/" not in name]
    yield ""
    yield f"folders in testing/: {len(folders)}, with those inside them {len(house.harness_folders)}"


def _figure_lines(figures: Figures) -> Iterator[str]:
    yield f"  files: {figures.files}, of them with one importer: {figures.one_importer}"
    yield f"  code lines: median {figures.median_code_lines:g}, most {figures.most_code_lines} ({figures.largest_file})"
    yield f"  files over {LINES} lines: {len(figures.over_limit)}"
    for path, count in sorted(figures.over_limit.items(), key=lambda item: -item[1]):
        yield f"    {path}: {count}"
    yield f"  longest function: {figures.longest_function_lines} lines ({figures.longest_function})"


if __name__ == "__main__":
    main()
