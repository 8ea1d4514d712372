"""The mutations of the runtime: small edits of the files that every generated package contains."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from clientwright.specs.schema_keywords import MEDIA_KEYWORD
from clientwright.testing.payloads.generation.payload_generator import PayloadGenerator
from clientwright.testing.payloads.generation.value_generator import schema_types
from clientwright.testing.payloads.input_nodes import iter_input_nodes

EquivalenceReason = Callable[[Sequence[PayloadGenerator]], str]


@dataclass(frozen=True, slots=True)
class RuntimeMutation:
    """One edit: in a file of the runtime, `old` (which occurs once) becomes `new`."""

    name: str
    sentence: str
    file: str
    old: str
    new: str
    equivalence_reason: EquivalenceReason = lambda generators: ""
    """Returns why no input of some endpoints distinguishes the edit, or an empty string."""

    def apply(self, tree: Mapping[str, str]) -> dict[str, str]:
        """Return the files of a package with the edit applied.

        Raises:
            ValueError: `old` occurs never or more than once: the edit must follow the runtime.
        """
        path = f"_runtime/{self.file}"
        if tree[path].count(self.old) != 1:
            raise ValueError(f"{path}: {self.old!r} does not occur exactly once")
        return {**tree, path: tree[path].replace(self.old, self.new)}


def _no_type(kind: str) -> EquivalenceReason:
    """Return a check that no field is of a type."""

    def reason(generators: Sequence[PayloadGenerator]) -> str:
        met = any(
            kind in schema_types(s.schema)
            for generator in generators
            for s in iter_input_nodes(generator.schema)
        )
        return "" if met else f"no field is of type {kind}"

    return reason


def _no_rules(generators: Sequence[PayloadGenerator]) -> str:
    """Return a reason if no endpoint has a rule."""
    return (
        ""
        if any(generator.endpoint.rules for generator in generators)
        else "no endpoint has a rule"
    )


def _no_media(generators: Sequence[PayloadGenerator]) -> str:
    """Return a reason if no field is a medium."""
    met = any(
        MEDIA_KEYWORD in s.schema
        for generator in generators
        for s in iter_input_nodes(generator.schema)
    )
    return "" if met else "no field is a medium's URL"


def _all_bounded(generators: Sequence[PayloadGenerator]) -> str:
    """Return a reason if each number has two bounds, which also refuse NaN and the infinities."""
    numbers = [
        s.schema
        for generator in generators
        for s in iter_input_nodes(generator.schema)
        if "number" in schema_types(s.schema)
    ]
    bounded = all("minimum" in one and "maximum" in one for one in numbers)
    return "every number has two bounds, and those refuse NaN and the infinities" if bounded else ""


RUNTIME_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "integers-lax",
        "A numeric string counts as an integer.",
        "models.py",
        "Integer = Annotated[int, Field(strict=True), BeforeValidator(_as_integer)]",
        "Integer = Annotated[int, Field(strict=False), BeforeValidator(_as_integer)]",
        _no_type("integer"),
    ),
    RuntimeMutation(
        "integers-truncated",
        "5.5 counts as the integer 5.",
        "models.py",
        "return int(value) if isinstance(value, float) and value.is_integer() else value",
        "return int(value) if isinstance(value, float) else value",
        _no_type("integer"),
    ),
    RuntimeMutation(
        "numbers-as-booleans",
        "0 and 1 count as booleans.",
        "models.py",
        "Boolean = Annotated[bool, Field(strict=True)]",
        "Boolean = Annotated[bool, Field(strict=False)]",
        _no_type("boolean"),
    ),
    RuntimeMutation(
        "booleans-as-numbers",
        "true counts as a number.",
        "models.py",
        "if isinstance(value, bool) or not isinstance(value, int | float):",
        "if not isinstance(value, int | float):",
        _no_type("number"),
    ),
    RuntimeMutation(
        "nan-accepted",
        "NaN and infinities count as numbers.",
        "models.py",
        "if isinstance(value, float) and not math.isfinite(value):",
        "if False:",
        _all_bounded,
    ),
    RuntimeMutation(
        "null-accepted",
        "None counts as an absent field.",
        "models.py",
        '    if value is None:\n        raise PydanticCustomError("none"',
        '    if False:\n        raise PydanticCustomError("none"',
    ),
    RuntimeMutation(
        "unknown-fields-ignored",
        "Unknown fields are dropped silently.",
        "models.py",
        'extra="forbid"',
        'extra="ignore"',
    ),
    RuntimeMutation(
        "unknown-fields-sent",
        "Unknown fields are sent.",
        "models.py",
        'extra="forbid"',
        'extra="allow"',
    ),
    RuntimeMutation(
        "rules-unasked",
        "No rule across fields is checked.",
        "models.py",
        "((rule.kind, rule.check(wire)) for rule in cls.rules)",
        "((rule.kind, rule.check(wire)) for rule in cls.rules[:0])",
        _no_rules,
    ),
    RuntimeMutation(
        "media-unchecked",
        "Any text is a medium's URL.",
        "media_url.py",
        "if reason := self.rejection_reason(url):",
        "if (reason := self.rejection_reason(url)) and not url:",
        _no_media,
    ),
    RuntimeMutation(
        "defaults-sent",
        "Fields that were not set are sent too.",
        "endpoint.py",
        "exclude_unset=True",
        "exclude_unset=False",
    ),
    RuntimeMutation(
        "another-error",
        "A refusal raises an undocumented error.",
        "payload_check.py",
        "raise InvalidInput(faults, endpoint=endpoint) from None",
        "raise RuntimeError(endpoint) from None",
    ),
    RuntimeMutation(
        "another-field-named",
        "A refusal names a valid field.",
        "payload_check.py",
        "yield Fault(format_path(path), code, message, what)",
        'yield Fault("another_field", code, message, what)',
    ),
    RuntimeMutation(
        "finished-is-success",
        "Any result of a finished job is a success.",
        "responses.py",
        'found = data.get(wire.OUTPUT) if phase == "succeeded" else None',
        "found = data.get(wire.OUTPUT, {})",
    ),
    RuntimeMutation(
        "lost-submit-repeated",
        "A submit whose answer was lost is repeated.",
        "job_protocol.py",
        'raise _submit_unknown(endpoint, f"its answer was lost ({fault})") from fault',
        'return _chain(errors.TransportError("lost", endpoint=endpoint), fault)',
    ),
    RuntimeMutation(
        "failed-submit-repeated",
        "A submit that failed is repeated.",
        "job_protocol.py",
        "        if isinstance(error, errors.ApiError) and _surely_refused(error, response):",
        "        if isinstance(error, errors.ServerError):\n            return error\n"
        "        if isinstance(error, errors.ApiError) and _surely_refused(error, response):",
    ),
    RuntimeMutation(
        "unsent-submit-given-up",
        "A submit that was not sent is not repeated.",
        "job_protocol.py",
        "except NotSent as fault:\n            return _chain(",
        "except NotSent as fault:\n            raise _chain(",
    ),
    RuntimeMutation(
        "unknown-status-ends",
        "An undocumented status counts as cancelled.",
        "job_protocol.py",
        'if status.phase == "cancelled":',
        'if status.phase in ("cancelled", "unknown"):',
    ),
    RuntimeMutation(
        "request-id-lost",
        "Errors have no request id.",
        "job_protocol.py",
        "error.request_id, error.endpoint = job.request_id, job.endpoint",
        "error.endpoint = job.endpoint",
    ),
    RuntimeMutation(
        "another-request-accepted",
        "An answer may name another request.",
        "responses.py",
        "    if named != request_id:",
        "    if False:",
    ),
    RuntimeMutation(
        "request-case-ignored",
        "Request ids are compared without their case.",
        "responses.py",
        "    if named != request_id:",
        "    if str(named).lower() != request_id.lower():",
    ),
    RuntimeMutation(
        "request-null-accepted",
        "An answer may have null or an empty text as request id.",
        "responses.py",
        "named = data.get(wire.REQUEST_ID, request_id)",
        "named = data.get(wire.REQUEST_ID) or request_id",
    ),
    RuntimeMutation(
        "status-of-another-request",
        "A status may be that of another request.",
        "responses.py",
        "    _check_request_id(request_id, data)\n    raw = _required_text(data, wire.STATUS)\n"
        "    status, phase = service.status(raw)",
        "    raw = _required_text(data, wire.STATUS)\n    status, phase = service.status(raw)",
    ),
    RuntimeMutation(
        "result-of-another-request",
        "A result may be that of another request.",
        "responses.py",
        "    _check_request_id(request_id, data)\n    raw = _required_text(data, wire.STATUS)\n"
        "    status, phase = service.result(raw)",
        "    raw = _required_text(data, wire.STATUS)\n    status, phase = service.result(raw)",
    ),
    RuntimeMutation(
        "cancel-of-another-request",
        "The answer to a cancel may name another request.",
        "responses.py",
        "    _check_request_id(request_id, data)\n    outcome",
        "    outcome",
    ),
    RuntimeMutation(
        "token-twice",
        "The token is sent in another header too.",
        "http_exchange.py",
        'headers.update({name: f"{scheme} {token}", ',
        'headers.update({name: f"{scheme} {token}", "X-Token": token, ',
    ),
    RuntimeMutation(
        "reason-lost",
        "The provider's reason for a failure is dropped.",
        "job_protocol.py",
        "reason = result.error or",
        "reason = None or",
    ),
    RuntimeMutation(
        "case-counts",
        "Status words are compared with their case.",
        "service.py",
        "value = raw.lower()",
        "value = raw",
    ),
    RuntimeMutation(
        "status-before-code",
        "The HTTP status counts more than the provider's code.",
        "response_parsing.py",
        "(kind or _ERRORS_BY_STATUS.get(response.status, fallback))(",
        "(_ERRORS_BY_STATUS.get(response.status, fallback))(",
    ),
    RuntimeMutation(
        "cancelled-unnoticed",
        "Waiting does not end for a cancelled job.",
        "job_protocol.py",
        'raise _with_job(errors.JobCancelled("the job was cancelled"), job)',
        "pass",
    ),
)
"""Every mutation of the runtime."""
