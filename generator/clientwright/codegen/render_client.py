"""Render what a package has once: the two clients, the facts of their service, and the command line."""

from __future__ import annotations

from collections.abc import Iterable

from clientwright.codegen import arguments, code
from clientwright.codegen.code import Code
from clientwright.codegen.filled_templates import exported_names, fill, header
from clientwright.specs.model import Service
from clientwright.specs.python_identifiers import PyName


def render_service(service: Service) -> str:
    """Render the facts of the service."""
    return fill(
        "service.py.jinja",
        doc=code.docstring(f"Hosts, operations, vocabularies and error codes of {service.title}."),
        header=header(f"specs/{service.name}/service.json"),
        service=code.call(PyName("Service"), arguments.service_arguments(service)),
    )


def render_main(service: Service) -> str:
    """Render the module that makes the package a program."""
    return fill(
        "main.py.jinja",
        doc=code.docstring(f"The command line of {service.title}: jobs that a journal knows."),
        header=header(f"specs/{service.name}/"),
    )


def render_client(service: Service, prefix: str) -> str:
    """Render the sync client, or with the prefix `Async` the async one."""
    name, folder = PyName(f"{prefix}{service.title}"), f"{prefix.lower()}_" if prefix else ""
    imports, method = _job_method(service, Code(f"{folder}jobs"), Code(f"{prefix}Job"))
    return fill(
        "client.py.jinja",
        doc=code.docstring(f"{prefix or 'Sync'} client of {service.title}."),
        header=header(f"specs/{service.name}/"),
        exports=exported_names([str(name)]),
        name=code.name(name),
        base=Code(f"{prefix}Client"),
        module=Code(f"{folder}client"),
        imports=imports,
        method=method,
        class_doc=code.docstring(
            f"{service.title}'s model endpoints: submit a job, follow it, fetch its result."
        ),
    )


def _job_method(service: Service, jobs: Code, job: Code) -> tuple[Code, Code]:
    """Return what makes a job's handle from its request id, and the imports of its types.

    Where calls name the job's endpoint, too, it is an argument; where outputs have no common type,
    it may be one.
    """
    needs = service.wire.needs_model_id
    if not needs and service.output:
        plain = ("from ._output import Output as _Output", f"from ._runtime import {jobs}")
        return _block(plain), fill("job_by_id.jinja", jobs=jobs, job=job)
    lines = (
        "from typing import Any, TypeVar, overload",
        "",
        f"from ._runtime import {jobs}",
        "from ._runtime.endpoint import Endpoint",
        "",
        '_OutputT = TypeVar("_OutputT")',
    )
    method = fill(
        "job_by_endpoint.jinja",
        jobs=jobs,
        job=job,
        default=Code("" if needs else " | None = None"),
        or_none=Code("" if needs else " | None = None"),
        why=Code("" if needs else ", if it is known"),
    )
    return _block(lines), method


def _block(lines: Iterable[str]) -> Code:
    """Return lines of a block."""
    return code.joined(Code(f"    {line}".rstrip()) for line in lines)
