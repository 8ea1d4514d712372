"""What `clientwright service` shows: the services that are known, the facts of one, and what the check of a file found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clientwright import locations
from clientwright.cli import printer
from clientwright.errors import ProblemsError, SourceError
from clientwright.lint.service_problems import DefaultFact, UncertainFact
from clientwright.problems import Location, Problem, Severity, escape_unprintable
from clientwright.specs import spec_files
from clientwright.specs.bundled_data import bundled_service_files
from clientwright.specs.model import Service
from clientwright.specs.problems import Unreadable
from clientwright.specs.service_files import find_service_files, spec_paths
from clientwright.specs.wire_facts import FieldPlace, Operation

SHIPPED = "clientwright"


@dataclass(frozen=True, slots=True)
class KnownService:
    """A service by its file: where the file is from, and what it says, or why it cannot be read."""

    name: str
    file: Path
    origin: str
    service: Service | None
    problems: tuple[Problem, ...] = ()

    @property
    def endpoints(self) -> int:
        """How many specs it has."""
        return len(spec_paths(self.file))


def list_services(root: Path) -> tuple[KnownService, ...]:
    """Return the services of a specs folder, and those shipped with clientwright that it does not have, by name."""
    shipped = {file.resolve(): file for file in bundled_service_files()}
    own = [file for file in find_service_files(root) if file.resolve() not in shipped]
    found = {file.parent.name: _known(file, SHIPPED) for file in shipped.values()}
    found |= {file.resolve().parent.name: _known(file, str(file.parent)) for file in own}
    return tuple(found[name] for name in sorted(found))


def _known(file: Path, origin: str) -> KnownService:
    name = file.resolve().parent.name
    try:
        return KnownService(name, file, origin, spec_files.read_service(file))
    except ProblemsError as error:
        problems = locations.add_lines(error.problems)
    except SourceError as error:
        problems = (Unreadable(Location(str(file)), escape_unprintable(str(error))),)
    return KnownService(name, file, origin, None, problems)


def services_as_json(known: Sequence[KnownService]) -> dict[str, object]:
    """Return services as a JSON document; of one that cannot be read it has the name."""
    problems = [problem for one in known for problem in one.problems]
    listed = [
        {
            "name": one.name,
            "title": one.service.title if one.service else None,
            "package": one.service.package if one.service else None,
            "endpoints": one.endpoints,
            "base_url": one.service.document["base_url"] if one.service else None,
            "auth": {
                "header": one.service.document["auth"]["header"],
                "scheme": one.service.document["auth"]["scheme"],
                "variables": one.service.document["token_variables"],
            }
            if one.service
            else None,
            "from": one.origin,
        }
        for one in known
    ]
    return {"services": listed, "problems": printer.problems_as_json(problems)}


def print_services(known: Sequence[KnownService]) -> None:
    """Print each service with its package, its endpoints, its address, its token, and where its file is from."""
    for one in known:
        if one.service is None:
            printer.print_problems(one.problems, err=True)
            printer.print_line(f"{one.name}  cannot be read (from {one.origin})", bold=True)
            continue
        count = printer.pluralize(one.endpoints, "endpoint")
        printer.print_line(f"{one.name}  {one.service.title}, {count}", bold=True)
        printer.print_line(f"  package   {one.service.package}")
        printer.print_line(f"  base URL  {one.service.document['base_url']}")
        printer.print_line(f"  token     {_describe_token(one.service)}")
        printer.print_line(f"  from      {one.origin}")


def _describe_token(service: Service) -> str:
    """Return how a call has the token: `Authorization: Bearer … (RUNCOMFY_API_TOKEN)`."""
    auth, variables = service.document["auth"], service.document["token_variables"]
    value = f"{auth['scheme']} …".lstrip()
    return f"{auth['header']}: {value} ({', '.join(variables)})"


def service_as_json(service: Service) -> dict[str, object]:
    """Return the facts of a service as a JSON document, with the defaults of what its file leaves out."""
    wire = service.wire
    return {
        "name": service.name,
        "title": service.title,
        "package": service.package,
        "base_url": service.document["base_url"],
        "token": _describe_token(service),
        "operations": {
            name: None if one is None else _operation_as_json(one)
            for name in ("submit", "status", "result", "cancel")
            for one in [wire.operations.get(name)]
        },
        "result_is_status": wire.one_call,
        "ends_by_http": wire.ends_by_http,
        "status": dict(wire.status_values),
        "result": dict(wire.result_values),
        "job_needs_model_id": wire.needs_model_id,
    }


def _operation_as_json(one: Operation) -> dict[str, object]:
    return {
        "call": f"{one.method} {one.path}",
        "http": dict(one.http) or {"": one.http_in("")},
        "fields": {name: _describe_place(place) for name, place in one.fields.items()},
    }


def _describe_place(place: FieldPlace) -> str:
    if place.header:
        return f"header {place.header}"
    return place.pointer or "the whole body"


def print_service(service: Service) -> None:
    """Print how a service is called, what its words mean, and how a job ends."""
    printer.print_line(f"{service.name}  {service.title}, package {service.package}", bold=True)
    for line in _lines(service):
        printer.print_line(f"  {line}")


def _lines(service: Service) -> Iterator[str]:
    wire = service.wire
    yield f"base URL  {service.document['base_url']}"
    yield f"token     {_describe_token(service)}"
    for name in ("submit", "status", "result", "cancel"):
        yield f"{name:<9} {_describe_call(service, name)}"
    yield f"words     {_describe_words(service)}"
    if wire.ends_by_http:
        yield "end       the HTTP status of the result tells it"
    if wire.needs_model_id:
        yield "job       named by its request id and its model id"
    kinds = dict.fromkeys(error.kind for error in wire.errors)
    yield f"errors    {', '.join(kinds)}"


def _describe_call(service: Service, name: str) -> str:
    wire = service.wire
    if name not in wire.operations:
        return "jobs cannot be cancelled"
    if name == "result" and wire.one_call:
        return "the answer to a status"
    one = wire.operations[name]
    places = (f"{field} at {_describe_place(place)}" for field, place in one.fields.items())
    return f"{one.method} {one.path}: {', '.join(places) or 'told by the HTTP status'}"


def _describe_words(service: Service) -> str:
    wire = service.wire
    words = {**wire.result_values, **wire.status_values}
    return ", ".join(
        word if word == means else f"{word} ({means})" for word, means in words.items()
    )


def print_check(path: Path, found: Sequence[Problem]) -> None:
    """Print what the check of a service's file found, notes by code with their advice once, and how much is left open."""
    printer.print_problems(one for one in found if one.severity is not Severity.INFO)
    notes = [one for one in found if one.severity is Severity.INFO]
    for code in dict.fromkeys(one.code for one in notes):
        alike = [one for one in notes if one.code == code]
        for one in alike:
            printer.print_problem_line(one, one.found())
        for advice in dict.fromkeys(one.advice() for one in alike):
            printer.print_line(f"{code}: {printer.with_own_options(advice)}")
    left = Counter(type(problem) for problem in found)
    uncertain = printer.pluralize(left[UncertainFact], "uncertain fact")
    text = f"; {uncertain}, {left[DefaultFact]} left to the defaults"
    counts = Counter(problem.severity for problem in found)
    errors = counts[Severity.ERROR]
    told = printer.pluralize(errors, "error") if errors else "no errors"
    warnings = printer.pluralize(counts[Severity.WARNING], "warning")
    printer.print_line(f"{path}: {told}, {warnings}{'' if errors else text}", bold=True)


def check_as_json(path: Path, found: Sequence[Problem]) -> dict[str, object]:
    """Return what the check of a service's file found as a JSON document."""
    counts = Counter(problem.severity for problem in found)
    return {
        "file": str(path),
        "problems": printer.problems_as_json(found),
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "uncertain": sum(isinstance(problem, UncertainFact) for problem in found),
        "defaults": sum(isinstance(problem, DefaultFact) for problem in found),
    }
