"""`clientwright explain`: describe an endpoint in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from clientwright import endpoint_names
from clientwright.cli import endpoint_completion, options, printer
from clientwright.cli.specs_source import find_specs_root
from clientwright.cli.standard_streams import require_stdout
from clientwright.errors import ProblemsError
from clientwright.problems import has_errors

if TYPE_CHECKING:
    from clientwright.cli.explain_data import Explanation
    from clientwright.schema.normal_form import NormalForm
    from clientwright.specs.model import Endpoint, Service, Specs


@click.command(
    "explain",
    epilog=options.format_examples(
        "clientwright explain image-to-video",
        "clientwright explain kling/kling-3.0/standard/image-to-video --locale ja",
    ),
)
@click.argument("endpoint", shell_complete=endpoint_completion.complete_endpoint_name)
@options.specs_or_packaged
@options.service
@click.option(
    "--locale",
    default="en",
    show_default=True,
    metavar="L",
    help="The language of the descriptions, if the spec has it.",
)
@options.as_json
def command(endpoint: str, specs: Path, locale: str, as_json: bool) -> None:
    """Explain an endpoint: its inputs, bounds, defaults and rules.

    ENDPOINT is a model id, or an ending or another part that only one id has.
    """
    root = find_specs_root(click.get_current_context(), specs)
    explanation = _load_explanation(root, endpoint, locale)
    if as_json:
        printer.print_json(explanation.as_json())
    else:
        from clientwright.cli.explain_view import print_explanation

        require_stdout()
        print_explanation(explanation)


def _load_explanation(root: Path, name: str, locale: str) -> Explanation:
    from clientwright.cli.explain_data import build_explanation
    from clientwright.schema.semantics import find_normal_form
    from clientwright.specs.python_paths import python_path

    specs, endpoint = _load_endpoint(root, name)
    schema = find_normal_form(endpoint.input)
    output = (
        find_normal_form(endpoint.output)
        if endpoint.output is not None
        else _load_service_output(specs.service)
    )
    path = python_path(specs.service, endpoint.id)
    call = f"api.submit({'.'.join(path)}.request(...))"
    return build_explanation(specs.service, endpoint, schema, output, call=call, locale=locale)


def _load_service_output(service: Service) -> NormalForm:
    from clientwright import locations
    from clientwright.normalize.problems import BrokenReference
    from clientwright.schema.references import BadReference
    from clientwright.schema.semantics import find_normal_form

    try:
        return find_normal_form(service.output)
    except BadReference as bad:
        location = service.location(f"/output{bad.pointer}")
        problem = BrokenReference(location, bad.target, bad.reason)
        raise ProblemsError(locations.add_lines([problem])) from None


def _load_endpoint(root: Path, name: str) -> tuple[Specs, Endpoint]:
    """Return the named endpoint and its service's specs.

    Raises:
        UsageError: the name matches no endpoint, or several.
        ProblemsError: its spec, or the file of a service, has errors.
    """
    from clientwright import locations
    from clientwright.lint import lint_endpoint
    from clientwright.specs import spec_files
    from clientwright.specs.model_ids import ModelId

    loaded = spec_files.load_specs(root)
    known = {
        e.id: (specs, e) for specs in loaded.services for e in (*specs.endpoints, *specs.retired)
    }
    id = ModelId(endpoint_names.find_endpoint_id(root, name, by_part=True))
    if id not in known:
        raise ProblemsError(locations.add_lines(loaded.problems))
    specs, endpoint = known[id]
    problems = tuple(lint_endpoint(endpoint))
    if has_errors(problems):
        raise ProblemsError(locations.add_lines(problems))
    return specs, endpoint
