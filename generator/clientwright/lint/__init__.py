"""Check specs for problems: one module for each subject, run in the order listed here.

A check looks at one endpoint (`EndpointCheck`) or at a whole service (`ServiceCheck`)
and yields every problem it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from clientwright.lint import (
    impossible_values,
    input_shape,
    localized_words,
    name_clashes,
    rules,
    schema_validity,
    service_facts,
)
from clientwright.problems import Problem
from clientwright.specs.model import Endpoint, Specs

EndpointCheck = Callable[[Endpoint], Iterable[Problem]]
ServiceCheck = Callable[[Specs], Iterable[Problem]]

FIRST_CHECK: EndpointCheck = schema_validity.check
"""If this check finds a problem, the other checks skip the endpoint: they need a valid schema."""

ENDPOINT_CHECKS: tuple[EndpointCheck, ...] = (
    schema_validity.check_supported,
    input_shape.check,
    input_shape.check_required,
    input_shape.check_defaults,
    impossible_values.check,
    impossible_values.check_effect,
    name_clashes.check,
    rules.check_paths,
    rules.check_satisfiable,
    rules.check_reachable,
    localized_words.check_prose,
    localized_words.check_settled,
    localized_words.check_pointers,
)
SERVICE_CHECKS: tuple[ServiceCheck, ...] = (
    schema_validity.check_service,
    service_facts.check_operations,
    service_facts.check,
    name_clashes.check_service_names,
    service_facts.check_retired,
    rules.check_shared,
)


def lint_endpoint(endpoint: Endpoint) -> Iterator[Problem]:
    """Yield the problems that the endpoint checks find."""
    first = list(FIRST_CHECK(endpoint))
    yield from first
    if not first:
        for check in ENDPOINT_CHECKS:
            yield from check(endpoint)


def lint_service(specs: Specs) -> Iterator[Problem]:
    """Yield the problems that the service checks find."""
    for check in SERVICE_CHECKS:
        yield from check(specs)
