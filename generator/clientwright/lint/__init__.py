"""Check specs for problems: one check per module, run in the order listed here.

A check looks at one endpoint (`EndpointCheck`) or at a whole service (`ServiceCheck`)
and yields every problem it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from clientwright.lint import (
    defaults,
    input_shape,
    localized_words,
    name_clashes,
    operations,
    required,
    retired_endpoints,
    rule_paths,
    schema_validity,
    service_facts,
    unreachable_bounds,
    unread_rules,
    unsatisfiable_properties,
    unsupported_keywords,
)
from clientwright.problems import Problem
from clientwright.specs.model import Endpoint, Specs

EndpointCheck = Callable[[Endpoint], Iterable[Problem]]
ServiceCheck = Callable[[Specs], Iterable[Problem]]

FIRST_CHECK: EndpointCheck = schema_validity.check
"""If this check finds a problem, the other checks skip the endpoint: they need a valid schema."""

ENDPOINT_CHECKS: tuple[EndpointCheck, ...] = (
    unsupported_keywords.check,
    input_shape.check,
    required.check,
    defaults.check,
    name_clashes.check,
    rule_paths.check,
    unsatisfiable_properties.check,
    unreachable_bounds.check,
    unread_rules.check,
    localized_words.check,
)
SERVICE_CHECKS: tuple[ServiceCheck, ...] = (
    schema_validity.check_service,
    operations.check,
    service_facts.check,
    name_clashes.check_service_names,
    retired_endpoints.check,
)


def lint_endpoint(endpoint: Endpoint) -> Iterator[Problem]:
    """Yield the problems that the endpoint checks find."""
    first = list(FIRST_CHECK(endpoint))
    yield from first
    if not first:
        for check in ENDPOINT_CHECKS:
            yield from check(endpoint)


def lint_specs(specs: Specs) -> Sequence[Problem]:
    """Return the problems of every endpoint, then those of the service."""
    found = [problem for endpoint in specs.endpoints for problem in lint_endpoint(endpoint)]
    return [*found, *lint_service(specs)]


def lint_service(specs: Specs) -> Iterator[Problem]:
    """Yield the problems that the service checks find."""
    for check in SERVICE_CHECKS:
        yield from check(specs)
