"""The check of one service's file: its form, whether its facts fit together, and what it leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clientwright import locations
from clientwright.errors import ProblemsError
from clientwright.lint import lint_service, undescribed_facts
from clientwright.lint.package_names import check_installed_package
from clientwright.problems import Problem, has_errors
from clientwright.specs import spec_files
from clientwright.specs.model import Endpoint, Service, Specs
from clientwright.specs.problems import IdMismatch
from clientwright.specs.service_files import SERVICE_FILE


def check_service_file(path: Path) -> tuple[Problem, ...]:
    """Return every problem of a service's file, and if none is an error, a note for each fact that it leaves open.

    The endpoints beside the file count where facts have to fit them; what is wrong in their specs does not.

    Raises:
        SourceError: the file cannot be read.
    """
    try:
        service = spec_files.read_service(path)
    except ProblemsError as blocked:
        return locations.add_lines(blocked.problems)
    found = tuple(_problems(path, service))
    open_facts = () if has_errors(found) else _open_facts(service)
    return locations.add_lines((*found, *open_facts))


def _problems(path: Path, service: Service) -> Iterator[Problem]:
    yield from _misplaced(path, service)
    specs = Specs.from_endpoints(path.parent.parent, service, _endpoints(path, service))
    for problem in lint_service(specs):
        if problem.location.file == str(path):
            yield problem
    yield from check_installed_package(path)


def _misplaced(path: Path, service: Service) -> Iterator[Problem]:
    """Yield a problem if the folder of a service's file has another name, under which nothing would find it."""
    if path.name == SERVICE_FILE and path.resolve().parent.name != service.name:
        above = path.parent.parent if path.parent.name not in ("", "..") else path.parent / ".."
        expected = (above / service.name / SERVICE_FILE).as_posix()
        yield IdMismatch(service.location("/name"), service.name, expected)


def _open_facts(service: Service) -> Iterator[Problem]:
    yield from undescribed_facts.find_uncertain(service)
    yield from undescribed_facts.find_defaults(service)


def _endpoints(path: Path, service: Service) -> tuple[Endpoint, ...]:
    """Return the readable endpoints of a service whose file is where it belongs."""
    if path.name != SERVICE_FILE or path.resolve().parent.name != service.name:
        return ()
    loaded = spec_files.load_specs(path.parent)
    return tuple(endpoint for specs in loaded.services for endpoint in specs.endpoints)
