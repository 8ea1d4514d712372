"""The promises of a client about jobs, each with the script of answers that checks it."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.deadline_cases import (
    deadline_cases,
    pace_cases,
    retry_after_cases,
)
from clientwright.testing.client_protocol.end_cases import end_cases, identity_cases
from clientwright.testing.client_protocol.output_cases import output_cases
from clientwright.testing.client_protocol.protocol_case import ProtocolCase
from clientwright.testing.client_protocol.refusal_cases import (
    error_code_cases,
    id_beside_error_cases,
)
from clientwright.testing.client_protocol.request_id_cases import request_id_cases
from clientwright.testing.client_protocol.submit_cases import submit_cases
from clientwright.testing.client_protocol.waiting_cases import fault_cases, word_cases


def protocol_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises that follow from a service.json."""
    yield from end_cases(words)
    yield from identity_cases(words)
    yield from output_cases(words)
    yield from word_cases(words)
    yield from fault_cases(words)
    yield from deadline_cases(words)
    yield from retry_after_cases(words)
    yield from pace_cases(words)
    yield from submit_cases(words)
    yield from error_code_cases(words)
    yield from id_beside_error_cases(words)
    yield from request_id_cases(words)
