"""What does not end the waiting: words, faults and refusals that say nothing certain about the job."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clientwright.testing.client_protocol.protocol_case import (
    FAILURE_REASON,
    AnswerBuilder,
    IsKept,
    ProtocolCase,
    names_request,
    raised,
    succeeded,
)
from clientwright.testing.client_protocol.scripted_server import (
    LOST,
    ScriptedAnswer,
    ScriptResult,
    ServerScript,
)

UNKNOWN_WORD = "reticulating"
ELSEWHERE = {"Location": "https://elsewhere.example/login"}


def word_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about status words that are aliases, unknown, or of the other operation."""
    finished, running = words.status("finished"), words.result("running")
    unknown = words.with_word("status", UNKNOWN_WORD)
    yield ProtocolCase(
        "unknown-status-waits",
        "An undocumented status never ends the waiting; /result is asked whether the job has ended.",
        "/status/values",
        ServerScript(
            status=(unknown, unknown, finished), result=(running, running, words.success())
        ),
        "the output, after three polls and three looks at /result",
        lambda played: succeeded(played) and _looks(played) == (3, 3),
    )
    for name, word in (("unknown", UNKNOWN_WORD), *_words_of_result_only(words)):
        yield from _ends_by_result(words, name, word)
    for word in _words_of_status_only(words):
        misplaced = words.with_word("result", word)
        yield ProtocolCase(
            f"result-says-{word}",
            f"{word!r}, which is a word of /status, is no result: waiting goes on.",
            "/result/values",
            ServerScript(status=(finished,), result=(misplaced, misplaced, words.success())),
            "the output, after three looks at /result",
            lambda played: succeeded(played) and _looks(played) == (3, 3),
        )
    yield from _alias_cases(words)


def _ends_by_result(words: AnswerBuilder, name: str, word: str) -> Iterator[ProtocolCase]:
    """Yield the promises that a job ends as /result says, though /status never says a word for its end."""
    status = (words.with_word("status", word),)
    running, origin = words.result("running"), "undocumented" if name == "unknown" else "misplaced"
    ends: list[tuple[str, ScriptedAnswer, str, IsKept]] = [
        ("succeeded", words.success(), "the output", succeeded),
        ("failed", words.failure(), "JobFailed with the reason", _failed),
        (
            "cancelled",
            words.result("cancelled"),
            "JobCancelled",
            lambda played: raised(played, "JobCancelled"),
        ),
    ]
    for end, answer, expected, is_kept in ends:
        yield ProtocolCase(
            f"status-says-{name}-result-{end}",
            f"A job whose status is {word!r}, which is {origin}, ends when /result says {end!r}.",
            "/result",
            ServerScript(status=status, result=(running, answer)),
            expected,
            is_kept,
        )


def _alias_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    finished, done = words.status("finished"), (words.success(),)
    aliases: dict[str, str] = words.service.document["aliases"]["values"]
    for alias, word in aliases.items():
        means = words.words("status").get(word)
        polls = 1 if means == "finished" else 2
        is_end = means == "cancelled"
        yield ProtocolCase(
            f"alias-{alias}",
            f"{alias!r}, in any case, is understood as {word!r}.",
            f"/aliases/values/{alias}",
            ServerScript(status=(words.with_word("status", alias.upper()), finished), result=done),
            "JobCancelled" if is_end else f"the output, after {polls} polls and a look at /result",
            (lambda played: raised(played, "JobCancelled")) if is_end else _looked(polls, 1),
            "L",
        )


def fault_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about polls that fail: what passes is survived, what lasts is told."""
    finished, done = words.status("finished"), words.success()
    yield ProtocolCase(
        "reads-again",
        "A poll whose answer is lost, or that fails, is repeated.",
        "/operations/status",
        ServerScript(status=(LOST, (502, "<html>"), finished), result=(LOST, done)),
        "the output",
        succeeded,
    )
    yield ProtocolCase(
        "garbled-poll-is-repeated",
        "A poll that is answered with a page instead of JSON is repeated.",
        "/operations/status",
        ServerScript(status=((200, "<html>Maintenance"), finished), result=((200, "<html>"), done)),
        "the output",
        succeeded,
    )
    for name, answer in _missing_answers(words):
        yield ProtocolCase(
            f"{name}-after-submit-is-survived",
            f"A job that is not found right after the submit ({name}) is asked about again.",
            "/operations/status",
            ServerScript(status=(answer, answer, finished), result=(answer, done)),
            "the output",
            succeeded,
        )
        yield ProtocolCase(
            f"{name}-that-lasts-ends",
            f"A job that is not found for minutes ({name}) is an error with the request id.",
            "/operations/status",
            ServerScript(status=(answer,)),
            "NotFound with the request id, after half a minute to three minutes",
            lambda played: (
                raised(played, "NotFound") and names_request(played) and 30 < played.seconds < 180
            ),
        )
    for name, answer, error in _refusals(words):
        twice = (answer, answer)
        scripts = {
            "status": ServerScript(status=(*twice, finished), result=(done,)),
            "result": ServerScript(status=(finished,), result=(*twice, done)),
            "status-twice": ServerScript(
                status=(*twice, words.status("running"), *twice, finished), result=(done,)
            ),
        }
        for where, script in scripts.items():
            operation, _, again = where.partition("-")
            sentence = f"{operation.capitalize()} answered with {name} twice in a row"
            yield ProtocolCase(
                f"{where}-{name}-is-survived",
                f"{sentence}{', and later again,' if again else ''} does not end the waiting.",
                f"/operations/{operation}",
                script,
                "the output",
                succeeded,
            )
        yield ProtocolCase(
            f"status-{name}-that-lasts-ends",
            f"Status answered with {name} three times in a row ends the waiting.",
            "/operations/status",
            ServerScript(status=(*twice, answer, finished), result=(done,)),
            f"{error} with the request id, after three polls",
            _ends_after_three_polls(error),
        )


def _missing_answers(words: AnswerBuilder) -> Iterator[tuple[str, ScriptedAnswer]]:
    yield "404", (404, {"error_message": "Not Found."})
    for fact in words.service.document["errors"]:
        if fact["is"] == "not-found" and fact["code"] // 1000 == 404:
            yield f"404-{fact['code']}", words.refusal(404, fact["code"], fact["means"])


def _refusals(words: AnswerBuilder) -> Iterator[tuple[str, Any, str]]:
    yield "401", (401, {"error_message": "Unauthorized."}), "AuthenticationError"
    yield "403", (403, "<html>Forbidden</html>"), "PermissionDenied"
    yield "302", (302, "", ELSEWHERE), "UnexpectedAnswer"
    yield "307", (307, "", ELSEWHERE), "UnexpectedAnswer"


def _words_of_result_only(words: AnswerBuilder) -> list[tuple[str, str]]:
    known = {*words.words("status"), *words.service.document["aliases"]["values"]}
    return [(word, word) for word in words.words("result") if word not in known]


def _words_of_status_only(words: AnswerBuilder) -> list[str]:
    known = {*words.words("result"), *words.service.document["aliases"]["values"]}
    return [word for word in words.words("status") if word not in known]


def _failed(played: ScriptResult) -> bool:
    return raised(played, "JobFailed") and FAILURE_REASON in str(played.error)


def _ends_after_three_polls(error: str) -> IsKept:
    return lambda played: (
        raised(played, error) and names_request(played) and _looks(played) == (3, 0)
    )


def _looked(polls: int, results: int) -> IsKept:
    return lambda played: succeeded(played) and _looks(played) == (polls, results)


def _looks(played: ScriptResult) -> tuple[int, int]:
    """Return how often the status and the result were asked for."""
    return played.calls.get("status", 0), played.calls.get("result", 0)
