"""A paid output reaches the caller: in another shape, or later than the word that the job succeeded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.testing.client_protocol.answer_builder import OUTPUT_URL, AnswerBuilder
from clientwright.testing.client_protocol.protocol_case import (
    IsKept,
    ProtocolCase,
    names_request,
    raised,
    succeeded,
)
from clientwright.testing.client_protocol.scripted_server import ScriptResult, ServerScript


def output_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about outputs that the specs do not describe."""
    field = words.output_field()
    for name, output, has_url in (
        ("list", {field: [OUTPUT_URL]}, True),
        ("object", {field: {"url": OUTPUT_URL}}, True),
        ("deep", {field: {"files": [{"url": OUTPUT_URL}]}}, True),
        ("number", {field: 5}, False),
        ("bare-number", 5, False),
    ):
        found = words.success(output=output)
        yield ProtocolCase(
            f"output-of-another-shape-{name}",
            f"An output of another shape ({name}) is delivered as it is, with its URLs, on the error.",
            "/output",
            ServerScript(status=(words.status("finished"),), result=(found,)),
            "OutputUnreadable whose result has the answer" + (" and its URL" if has_url else ""),
            _is_delivered_raw(found[1], has_url),
        )
    yield from _late_output_cases(words)


def _late_output_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    finished = (words.status("finished"),)
    for name, bare in (
        ("missing", words.result("succeeded")),
        ("null", words.result("succeeded", output=None)),
    ):
        yield ProtocolCase(
            f"{name}-output-is-looked-for-again",
            f"A job that succeeded, but whose output is {name}, is looked at again.",
            "/result",
            ServerScript(status=finished, result=(bare, bare, words.success())),
            "the output, after three looks at /result",
            lambda played: succeeded(played) and played.calls.get("result") == 3,
        )
        yield ProtocolCase(
            f"{name}-output-that-lasts-ends",
            f"A job that succeeded, but whose output stays {name}, is an error with the answer.",
            "/result",
            ServerScript(status=finished, result=(bare,)),
            "OutputUnreadable with the answer, after 20 to 90 seconds",
            _ends_with(bare[1]),
        )


def _is_delivered_raw(answer: Any, has_url: bool) -> IsKept:
    """Return a check that the error has the unchanged answer, and the URL of the output if it has one."""

    def is_kept(played: ScriptResult) -> bool:
        result = getattr(played.error, "result", None)
        found = [tuple(getattr(one, "urls", ())) for one in (played.error, result)]
        return (
            raised(played, "OutputUnreadable")
            and names_request(played)
            and getattr(result, "output", "") is None
            and getattr(result, "raw", None) == answer
            and (not has_url or all(OUTPUT_URL in urls for urls in found))
        )

    return is_kept


def _ends_with(answer: Any) -> IsKept:
    is_delivered = _is_delivered_raw(answer, False)
    return lambda played: is_delivered(played) and 20 <= played.seconds <= 90
