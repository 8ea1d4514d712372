"""`clientwright import`: turn documents into specs, and list every repair."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright.cli import options, printer, repairs_view
from clientwright.cli.console import track_items
from clientwright.cli.source_locales import locales_by_source
from clientwright.errors import ProblemsError, UnreachableError, UsageError, describe_missing
from clientwright.problems import Severity, has_errors
from clientwright.sources.documents import PAGE_SUFFIXES, list_page_files
from clientwright.specs.bundled_data import bundled_service_files
from clientwright.specs.service_files import find_service_files, spec_paths

if TYPE_CHECKING:
    from clientwright.normalize.import_endpoints import ImportResult


@click.command(
    "import",
    epilog=options.format_examples(
        "clientwright import pages",
        "clientwright import pages/*.txt",
        "clientwright import https://www.example.com/models/one",
        "clientwright import pages --locale fr=pages/film.txt --locale sw=*.sw.html",
        "clientwright import schema.json --id vendor/model",
        "clientwright import openapi.yaml --schema 'POST /v1/paint' --id vendor/paint",
        "clientwright import --service fal kling.json",
    ),
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@options.specs
@click.option(
    "--service",
    metavar="NAME",
    default="",
    help="The service of the sources: one of the specs folder, or one that clientwright knows, such as fal.",
)
@click.option(
    "--id",
    "model_id",
    metavar="VENDOR/MODEL",
    help="The model id, for a source that does not name one, such as a bare JSON Schema file.",
)
@click.option(
    "--locale",
    "locales",
    multiple=True,
    metavar="L[=SOURCE]",
    help="The language of the sources, such as en or zh-TW, or of one: fr=page.txt; can be repeated.",
)
@click.option(
    "--schema",
    metavar="NAME",
    help="The operation, tool or schema that is meant, where a document has several: "
    "'POST /v1/paint', or PaintInput.",
)
@click.option(
    "--brief", is_flag=True, help="Show five repairs of different kinds, and no list of files."
)
@options.as_json
def command(
    *,
    sources: tuple[str, ...],
    specs: Path,
    service: str,
    model_id: str | None,
    locales: tuple[str, ...],
    schema: str | None,
    brief: bool,
    as_json: bool,
) -> None:
    """Read documentation pages into the specs folder.

    A SOURCE is a file, a folder of files or an https URL: a page as text or HTML, or a
    JSON Schema, an OpenAPI document, a model's answer or a tool with its schema, as JSON or
    YAML. Pages of one endpoint in several languages become one spec. Mistakes on a
    page are repaired, and every repair is listed; an endpoint that cannot be
    repaired is not written. Edits that people made to a spec are kept.
    """
    found = expand_sources(sources)
    by_source = locales_by_source(locales, found)
    named = expand_sources([one for one in sources if not os.path.isdir(one)])
    unnamed = frozenset(found).difference(named)
    before = find_service_files(specs)
    imported = _import_sources(
        sources=found,
        specs=specs,
        service=service,
        model_id=model_id,
        locales=by_source,
        schema=schema,
        unnamed=unnamed,
    )
    _print_json(imported) if as_json else _print(imported, brief)
    for text in _shipped_but_not_imported(specs, before):
        printer.print_line(text, err=True)
    if has_errors(imported.problems):
        click.get_current_context().exit(_exit_code(imported))


def _exit_code(imported: ImportResult) -> int:
    """Return 3 if unreachable sources are the only errors, since a later run may succeed."""
    errors = [p for p in imported.problems if p.severity is Severity.ERROR]
    silent = all(problem.code == "unreached" for problem in errors)
    return UnreachableError.exit_code if silent else ProblemsError.exit_code


def _import_sources(
    *,
    sources: list[str],
    specs: Path,
    service: str,
    model_id: str | None,
    locales: Mapping[str, str],
    schema: str | None,
    unnamed: Collection[str],
) -> ImportResult:
    from clientwright.import_pipeline import import_documents
    from clientwright.normalize.import_endpoints import ImportResult

    try:
        with track_items(sources, "Reading") as names:
            return import_documents(
                names,
                specs,
                id=model_id,
                locale=locales,
                schema=schema,
                found_in_folders=unnamed,
                service=service,
            )
    except ProblemsError as blocked:
        return ImportResult((), (), blocked.problems)


def _print_json(imported: ImportResult) -> None:
    printer.print_json(
        {
            "files": [{"path": str(path), "written": written} for path, written in imported.files],
            "repairs": [repairs_view.repair_as_json(repair) for repair in imported.repairs],
            "problems": printer.problems_as_json(imported.problems),
        }
    )


def _print(imported: ImportResult, brief: bool) -> None:
    if brief:
        repairs_view.print_some_repairs(imported.repairs)
    else:
        repairs_view.print_repairs(imported.repairs)
    printer.print_folded_problems(imported.problems)
    for path, written in () if brief else imported.files:
        printer.print_line(f"{path}: {'written' if written else 'unchanged'}")
    printer.print_line(
        f"{printer.pluralize(len(imported.repairs), 'repair')}; {printer.describe_problem_counts(imported.problems)}; "
        f"{_describe_files(imported)}",
        bold=True,
    )


def _shipped_but_not_imported(specs: Path, before: Collection[Path]) -> Iterator[str]:
    """Yield a note for each new folder of a shipped service that has not all of its endpoints."""
    shipped = {file.parent.name: file for file in bundled_service_files()}
    for file in find_service_files(specs):
        name = file.resolve().parent.name
        if file in before or name not in shipped:
            continue
        here, there = (
            {path.relative_to(one.parent) for path in spec_paths(one)}
            for one in (file, shipped[name])
        )
        if missing := len(there - here):
            count = printer.pluralize(missing, "endpoint")
            verb = "is" if missing == 1 else "are"
            yield (
                f"{file.parent} is new and has only what is imported: {count} of {name} that clientwright "
                f"ships {verb} not in it, and commands now use this folder."
            )


def _describe_files(imported: ImportResult) -> str:
    """Return how many of the spec files were written."""
    if not imported.files:
        return "nothing written"
    count = sum(written for _, written in imported.files)
    return f"{count} of {printer.pluralize(len(imported.files), 'spec file')} written"


def expand_sources(names: Sequence[str]) -> list[str]:
    """Return every file and URL that the names mean, each once.

    Raises:
        UsageError: a file is missing, or a folder or pattern has none; all such names are listed.
    """
    found: dict[str, None] = {}
    missing: list[str] = []
    for name in names:
        matches = list(_matching_files(name))
        found.update(dict.fromkeys(matches))
        missing += [] if matches else [_missing_message(name)]
    if missing:
        raise UsageError("\n       ".join(missing))
    return list(found)


def _matching_files(name: str) -> Iterator[str]:
    if "://" in name or _is_file(name):
        yield name
    elif os.path.isdir(name):
        yield from list_page_files(Path(name))
    elif glob.has_magic(name):
        yield from (path for path in sorted(glob.glob(name, recursive=True)) if _is_file(path))


def _is_file(name: str) -> bool:
    """Return whether the path can be read as a file (a pipe can, a folder cannot)."""
    return os.path.exists(name) and not os.path.isdir(name)


def _missing_message(name: str) -> str:
    if glob.has_magic(name):
        return f"{name}: no file matches this pattern; check the folder, or name the files."
    if os.path.isdir(name):
        return f"{name} contains no pages ({' '.join(PAGE_SUFFIXES)}); name the files to read."
    return describe_missing(
        name, "give a file, a folder of pages, or a URL that starts with https://"
    )
