"""What does not end the waiting: words, faults and refusals that say nothing certain about the job."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clientwright.testing.client_protocol.answer_builder import AnswerBuilder
from clientwright.testing.client_protocol.protocol_case import (
    CONTINUES,
    IsKept,
    ProtocolCase,
    failed,
    looked,
    looks,
    names_request,
    raised,
    succeeded,
)
from clientwright.testing.client_protocol.scripted_server import (
    GATEWAY_FAILURE,
    LOST,
    ScriptedAnswer,
    ScriptResult,
    ServerScript,
)

UNKNOWN_WORD = "reticulating"
ELSEWHERE = {"Location": "https://elsewhere.example/login"}


def word_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about status words that are aliases, unknown, or of the other operation."""
    yield _unknown_word_case(words)
    if words.two_words:
        for name, word in (("unknown", UNKNOWN_WORD), *_words_of_result_only(words)):
            yield from _ends_by_result(words, name, word)
        for word in _words_of_status_only(words):
            misplaced = words.with_word("result", word)
            yield ProtocolCase(
                f"result-says-{word}",
                f"{word!r}, which is a word of /status, is no result: waiting goes on.",
                "/result/values",
                words.script(misplaced, misplaced, words.success()),
                "the output, after three looks at /result",
                looked(words, 3, 3),
            )
    yield from _alias_cases(words)


def _unknown_word_case(words: AnswerBuilder) -> ProtocolCase:
    unknown, done = words.with_word("status", UNKNOWN_WORD), words.success()
    before, sentence = (unknown, unknown), "An undocumented status never ends the waiting"
    if words.two_words:
        running = words.result("running")
        script = words.script(running, running, done, before=before)
        return ProtocolCase(
            "unknown-status-waits",
            f"{sentence}; /result is asked whether the job has ended.",
            "/status/values",
            script,
            "the output, after three polls and three looks at /result",
            looked(words, 3, 3),
        )
    return ProtocolCase(
        "unknown-status-waits",
        f"{sentence}.",
        "/status/values",
        words.script(done, before=before),
        "the output, after three polls",
        looked(words, 3, 1),
    )


def _ends_by_result(words: AnswerBuilder, name: str, word: str) -> Iterator[ProtocolCase]:
    """Yield the promises that a job ends as /result says, though /status never says a word for its end."""
    status = (words.with_word("status", word),)
    running, origin = words.result("running"), "undocumented" if name == "unknown" else "misplaced"
    ends: list[tuple[str, ScriptedAnswer, str, IsKept]] = [
        ("succeeded", words.success(), "the output", succeeded),
        ("failed", words.failure(), "JobFailed with the reason", failed),
        ("cancelled", words.result("cancelled"), "JobCancelled", _cancelled),
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
    for alias, word in words.facts.aliases.items():
        script, expected, is_kept = _spelled(words, alias.upper(), words.words("status").get(word))
        yield ProtocolCase(
            f"alias-{alias}",
            f"{alias!r}, in any case, is understood as {word!r}.",
            f"/aliases/values/{alias}",
            script,
            expected,
            is_kept,
            "L",
        )
    for word, means in () if words.facts.aliases else words.words("status").items():
        other = word.swapcase()
        if other == word:
            continue
        script, expected, is_kept = _spelled(words, other, means)
        yield ProtocolCase(
            f"word-{word}-in-another-case",
            f"{other!r} is understood as {word!r}.",
            f"/status/values/{word}",
            script,
            expected,
            is_kept,
        )


def _spelled(
    words: AnswerBuilder, word: str, means: str | None
) -> tuple[ServerScript, str, IsKept]:
    """Return a script whose first status has a word in another spelling, and how it must end."""
    answer, done = words.with_word("status", word), words.success()
    if means == "cancelled":
        return ServerScript(status=(answer,)), "JobCancelled", _cancelled
    if means == "failed" and words.facts.one_call:
        return words.script(words.failure(status=word)), "JobFailed", failed
    if means == "succeeded" and words.facts.one_call:
        return words.script(words.success(status=word)), "the output", looked(words, 1, 1)
    is_end = means in ("finished", "succeeded", "failed")
    if not is_end and not words.two_words:
        expected = f"JobTimedOut that says that the job {CONTINUES}"
        return ServerScript(status=(answer,)), expected, _continues
    polls = 1 if is_end else 2
    result = words.failure() if means == "failed" else done
    script = words.script(result, before=() if is_end else (answer,))
    script = replace(script, status=(answer,)) if is_end else script
    if means == "failed":
        return script, "JobFailed", lambda played: raised(played, "JobFailed")
    where = "" if words.facts.one_call else " and a look at /result"
    return script, f"the output, after {polls} polls{where}", looked(words, polls, 1)


def fault_cases(words: AnswerBuilder) -> Iterator[ProtocolCase]:
    """Yield the promises about polls that fail: what passes is survived, what lasts is told."""
    done, page = words.success(), (200, "<html>Maintenance")
    yield ProtocolCase(
        "reads-again",
        "A poll whose answer is lost, or that fails, is repeated.",
        "/operations/status",
        words.script(LOST, done, before=(LOST, GATEWAY_FAILURE)),
        "the output",
        succeeded,
    )
    yield ProtocolCase(
        "garbled-poll-is-repeated",
        "A poll that is answered with a page instead of JSON is repeated.",
        "/operations/status",
        words.script(page, done, before=(page,)),
        "the output",
        succeeded,
    )
    for name, answer in _missing_answers(words):
        yield ProtocolCase(
            f"{name}-after-submit-is-survived",
            f"A job that is not found right after the submit ({name}) is asked about again.",
            "/operations/status",
            words.script(answer, done, before=(answer, answer)),
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
        yield from _refusal_cases(words, name, answer, error)


def _refusal_cases(
    words: AnswerBuilder, name: str, answer: ScriptedAnswer, error: str
) -> Iterator[ProtocolCase]:
    """Yield the promises about a poll that is refused two times in a row, and three times."""
    twice, done = (answer, answer), words.success()
    running = words.status("running")
    scripts = {
        "status": words.script(done, before=twice),
        "result": words.script(*twice, done),
        "status-twice": words.script(done, before=(*twice, running, *twice)),
    }
    if words.facts.one_call:
        del scripts["result"]
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
        words.script(done, before=(*twice, answer)),
        f"{error} with the request id, after three polls",
        lambda played: raised(played, error) and names_request(played) and looks(played) == (3, 0),
    )


def _missing_answers(words: AnswerBuilder) -> Iterator[tuple[str, ScriptedAnswer]]:
    yield "404", words.refusal(404, text="Not Found.")
    for error in words.facts.errors:
        if error.kind == "not-found" and error.code is not None and error.http == 404:
            yield f"404-{error.code}", words.refusal(404, error.code, error.means)


def _refusals(words: AnswerBuilder) -> Iterator[tuple[str, ScriptedAnswer, str]]:
    yield "401", words.refusal(401, text="Unauthorized."), "AuthenticationError"
    yield "403", (403, "<html>Forbidden</html>"), "PermissionDenied"
    yield "302", (302, "", ELSEWHERE), "UnexpectedAnswer"
    yield "307", (307, "", ELSEWHERE), "UnexpectedAnswer"


def _words_of_result_only(words: AnswerBuilder) -> list[tuple[str, str]]:
    known = {*words.words("status"), *words.facts.aliases}
    return [(word, word) for word in words.words("result") if word not in known]


def _words_of_status_only(words: AnswerBuilder) -> list[str]:
    known = {*words.words("result"), *words.facts.aliases}
    return [word for word in words.words("status") if word not in known]


def _continues(played: ScriptResult) -> bool:
    return raised(played, "JobTimedOut") and CONTINUES in played.text


def _cancelled(played: ScriptResult) -> bool:
    return raised(played, "JobCancelled")
