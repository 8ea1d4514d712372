"""`clientwright export`: write specs as documents for other tools."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from clientwright import endpoint_names
from clientwright.cli import endpoint_completion, options, printer
from clientwright.cli.specs_source import find_specs_root
from clientwright.errors import ProblemsError, UsageError
from clientwright.problems import Problem, has_errors
from clientwright.specs.service_files import SERVICE_FILE

if TYPE_CHECKING:
    from clientwright.specs.model import Endpoint, Specs

_YAML_SUFFIXES = (".yaml", ".yml")


@click.command(
    "export",
    epilog=options.format_examples(
        "clientwright export openapi --out runcomfy.yaml",
        "clientwright export openapi 'kling/*' --locale ja",
        "clientwright export json-schema image-to-video",
        "clientwright export json-schema --out schemas",
    ),
)
@click.argument("document", type=click.Choice(["openapi", "json-schema"]))
@click.argument("endpoint", nargs=-1, shell_complete=endpoint_completion.complete_endpoint_name)
@options.specs_or_packaged
@click.option("--service", metavar="NAME", help="The service, if the folder has several.")
@click.option(
    "--locale",
    default="en",
    show_default=True,
    metavar="L",
    help="The language of titles and descriptions; another one where a text is missing in it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "yaml"]),
    help="The form of the document.  [default: as the name of --out says, else json]",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The file to write; a folder for the JSON Schemas of several endpoints.  [default: print]",
)
def command(
    *,
    document: str,
    endpoint: tuple[str, ...],
    specs: Path,
    service: str | None,
    locale: str,
    form: str | None,
    out: Path | None,
) -> None:
    """Write specs as documents for other tools.

    `openapi` is one OpenAPI 3.1 document of a service: a path for each endpoint, the calls about a request,
    error codes, the token, prices. `json-schema` is the input of each endpoint, for forms and agents.
    Without an ENDPOINT all are meant; patterns such as 'kling/*' too. Rules are in `x-rules` and, where JSON
    Schema can say them, in the schema. Exits with 1 if an endpoint has errors and is left out.
    """
    root = find_specs_root(click.get_current_context(), specs)
    chosen, problems = _choose(root, service, endpoint)
    printer.print_problems(problems, err=True)
    locale = _find_locale(chosen, locale)
    form = form or ("yaml" if out is not None and out.suffix in _YAML_SUFFIXES else "json")
    if document == "openapi":
        from clientwright.export.openapi_document import openapi_document

        found = openapi_document(chosen.service, chosen.endpoints, locale)
        _write(_as_text(found, form), out)
    else:
        _write_schemas(chosen, locale, form, out)
    if has_errors(problems):
        click.get_current_context().exit(ProblemsError.exit_code)


def _choose(
    root: Path, service: str | None, names: Sequence[str]
) -> tuple[Specs, tuple[Problem, ...]]:
    """Return the specs of one service with the endpoints that are meant and have no error, and the errors.

    Raises:
        UsageError: the service or an endpoint does not exist, or several services are meant.
        ProblemsError: no endpoint that is meant is without an error.
    """
    from clientwright import locations
    from clientwright.lint import lint_endpoint
    from clientwright.specs import spec_files
    from clientwright.specs.model import Specs

    own = root / (service or "")
    folder = own if (own / SERVICE_FILE).is_file() else root
    ids = endpoint_names.select_endpoint_ids(folder, names) if names else ()
    loaded = spec_files.load_specs(root)
    meant = [one for one in loaded.services if service in (None, one.service.name)]
    meant = [one for one in meant if not names or any(str(e.id) in ids for e in one.endpoints)]
    if len(meant) > 1 or (service is not None and not meant and not names):
        known = ", ".join(one.service.name for one in loaded.services) or "none"
        raise UsageError(f"name one service with --service NAME; {root} has {known}")
    specs = meant[0] if meant else None
    listed = [e for e in (specs.endpoints if specs else ()) if not names or str(e.id) in ids]
    found = {endpoint.id: tuple(lint_endpoint(endpoint, advice=False)) for endpoint in listed}
    errors = (p for problems in found.values() for p in problems if has_errors([p]))
    problems = locations.add_lines([*_concerning(loaded.problems, ids), *errors])
    good = [endpoint for endpoint in listed if not has_errors(found[endpoint.id])]
    if specs is None or not good:
        if not problems:
            raise UsageError(f"{root} has no endpoints to export")
        raise ProblemsError(problems)
    return Specs.from_endpoints(specs.root, specs.service, good), problems


def _concerning(problems: Iterable[Problem], ids: Sequence[str]) -> Iterator[Problem]:
    """Yield the problems of the spec files that are meant: of all if no ids are given."""
    for problem in problems:
        at = Path(problem.location.file).with_suffix("").as_posix()
        if not ids or any(at.endswith(f"/{id}") for id in ids):
            yield problem


def _find_locale(specs: Specs, wanted: str) -> str:
    """Return the locale of the texts that a language tag means, as `explain` does.

    Raises:
        UsageError: nothing has a text in that language.
    """
    from clientwright.cli.explain_data import find_locale

    known = {*specs.service.document.get("words", {})}
    known.update(name for endpoint in specs.endpoints for name in endpoint.words)
    found = find_locale(wanted, known)
    if found not in known and wanted != "en":
        listed = ", ".join(sorted(known)) or "no language"
        raise UsageError(f"there are no texts in {wanted!r}; there are some in {listed}")
    return found


def _as_text(document: dict[str, Any], form: str) -> str:
    from clientwright.io.json_text import dump_json
    from clientwright.io.yaml_text import dump_yaml_text

    return dump_yaml_text(document) if form == "yaml" else dump_json(document)


def _write_schemas(specs: Specs, locale: str, form: str, out: Path | None) -> None:
    """Print the schema of one endpoint, or write one file for each into a folder.

    Raises:
        UsageError: there are several, and no folder is named; or it cannot be written.
    """
    from clientwright.export.schema_document import endpoint_schema

    texts = [_as_text(endpoint_schema(one, specs.service, locale), form) for one in specs.endpoints]
    if len(texts) == 1 and (out is None or out.suffix in (".json", *_YAML_SUFFIXES)):
        _write(texts[0], out)
        return
    if out is None or out.suffix in (".json", *_YAML_SUFFIXES):
        raise UsageError(
            f"{len(texts)} endpoints are meant: name one, or a folder for their files with --out DIR"
        )
    for endpoint, text in zip(specs.endpoints, texts, strict=True):
        _write(text, _schema_path(out, endpoint, form))


def _schema_path(folder: Path, endpoint: Endpoint, form: str) -> Path:
    return folder.joinpath(*endpoint.id.segments[:-1], f"{endpoint.id.segments[-1]}.{form}")


def _write(text: str, out: Path | None) -> None:
    if out is None:
        printer.print_document(text)
        return
    options.reject_occupied(out, "choose a path outside of it")
    printer.write_report(out, text)
