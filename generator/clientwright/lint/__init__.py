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
    service_answers,
    service_calls,
    service_facts,
)
from clientwright.problems import Location, Problem
from clientwright.specs.model import Endpoint, Specs

EndpointCheck = Callable[[Endpoint], Iterable[Problem]]
ServiceCheck = Callable[[Specs], Iterable[Problem]]

FIRST_CHECK: EndpointCheck = schema_validity.check
"""If this check finds a problem, the other checks cannot trust the whole schema: they need a valid one."""
MOST_LOOKS = 4
"""How often the first check is asked again, without the parts that it has found to be faulty."""
CHECKS_OF_THE_REST: tuple[EndpointCheck, ...] = (
    schema_validity.check_supported,
    input_shape.check_defaults,
    impossible_values.check_values,
    name_clashes.check_arguments,
)
"""The checks of what is left without the faulty parts: what they find is wrong whatever these parts would say."""

ENDPOINT_CHECKS: tuple[EndpointCheck, ...] = (
    schema_validity.check_supported,
    input_shape.check,
    input_shape.check_required,
    input_shape.check_defaults,
    impossible_values.check,
    impossible_values.check_effect,
    name_clashes.check_arguments,
    name_clashes.check_names,
    rules.check_paths,
    rules.check_satisfiable,
    rules.check_reachable,
    localized_words.check_prose,
    localized_words.check_settled,
    localized_words.check_pointers,
)
ADVISORY_CHECKS: frozenset[EndpointCheck] = frozenset(
    (
        impossible_values.check_effect,
        name_clashes.check_names,
        rules.check_reachable,
        localized_words.check_prose,
        localized_words.check_settled,
        localized_words.check_pointers,
    )
)
"""The checks that say what people should look at, and never that a spec is wrong."""
SERVICE_CHECKS: tuple[ServiceCheck, ...] = (
    schema_validity.check_service,
    impossible_values.check_service,
    service_facts.check_headers,
    service_calls.check,
    service_answers.check,
    service_facts.check,
    name_clashes.check_service_names,
    service_facts.check_retired,
    rules.check_shared,
)


def lint_endpoint(endpoint: Endpoint, *, advice: bool = True) -> Iterator[Problem]:
    """Yield the problems that the endpoint checks find; what is no schema hides nothing elsewhere.

    Without `advice`, the checks that find no error are left out: they read every text of an endpoint.
    """
    readable, known = endpoint, dict[Location, Problem]()
    for _ in range(MOST_LOOKS):
        found = list(FIRST_CHECK(readable))
        known |= {one.location: one for one in found if one.location not in known}
        if not found:
            break
        readable = schema_validity.without_parts(readable, found)
    else:
        yield from known.values()
        return
    yield from known.values()
    for check in CHECKS_OF_THE_REST if known else ENDPOINT_CHECKS:
        if advice or check not in ADVISORY_CHECKS:
            yield from check(readable)


def lint_service(specs: Specs) -> Iterator[Problem]:
    """Yield the problems that the service checks find."""
    for check in SERVICE_CHECKS:
        yield from check(specs)
