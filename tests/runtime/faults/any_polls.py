"""Faults in the answers about a job that was submitted, for the servers of any service."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from runtime.byte_server import ServerAction, reply
from runtime.faults import any_submits, direct_reads, lost_answers
from runtime.faults.fault import Answer, Fault, Located, Outcome
from runtime.faults.polled_answers import SHORT, busy, redirect
from runtime.faults.service_answers import Made, ServiceAnswers

VALUES = (None, True, 7, 1.5, "", "x", [], ["x"], {}, {"a": 1})
"""A value of every type of JSON."""
WORDS = ("frobbing", "success", "successful", "done", "error", "", "ready", "状态", "timeout")


def rows_of(answers: ServiceAnswers) -> Iterator[Fault]:
    """Yield the faults in the answers about a job."""
    row = partial(fault_row, answers)
    yield from passing(answers, row)
    yield from lasting(answers, row)
    yield from words(answers, row)
    yield from wrong_types(answers, row)
    yield from about_others(answers, row)


def fault_row(
    answers: ServiceAnswers, name: str, got: str, call: str = "wait", **more: Any
) -> Fault:
    """Return a fault in the answers to one operation or several: what the caller gets, by names."""
    script = {key: more.pop(key) for key in ("status", "result", "cancel") if key in more}
    kinds = tuple(got.split())
    return Fault(f"{call}-{name}", script, kinds, call=call, service=answers.name, **more)


def passing(answers: ServiceAnswers, row: Any) -> Iterator[Fault]:
    """Yield faults that are gone at the next look."""
    for operation in ("status",) if answers.one_call else ("status", "result"):
        good = getattr(answers, operation)("succeeded")
        found: dict[str, Answer] = {**lost_answers.broken(good.text)}
        found |= lost_answers.unreadable(good.text)
        found |= {name: lost_answers.SERVER_ERRORS[name] for name in any_submits.PLAIN_FAILURES}
        found |= {f"refused-{http}": answers.refusal(http).act for http in (401, 403, 404, 429)}
        found |= {f"page-{http}": lost_answers.html(http) for http in (401, 403, 404, 429)}
        found |= {f"{http}": redirect(http) for http in (301, 302, 303, 307, 308)}
        found |= {f"retry-{form}": busy(form) for form in ("0", "NaN", "soon", "1e300", "86400")}
        for name, act in found.items():
            in_time = SHORT if name.startswith("retry-") else {}
            script = {operation: (act, good.act)}
            yield row(f"{operation}-{name}-once", "Success", options=in_time, **script)
        for name, act in lost_answers.slow(good.text).items():
            script = {operation: (act, good.act)}
            yield row(f"{operation}-{name}-once", "Success", timeout=1.0, **script)


def lasting(answers: ServiceAnswers, row: Any) -> Iterator[Fault]:
    """Yield faults that stay: a wait ends in time, and a single call at once."""
    page, timed_out = reply(b"<html>sign in</html>"), "JobTimedOut"
    failures = {"page": page, "500": lost_answers.html(500), "429": busy("0"), "cut": CUT}
    for operation in ("status",) if answers.one_call else ("status", "result"):
        for name, act in failures.items():
            script = {operation: (act,)}
            yield row(f"{operation}-{name}-always", timed_out, options=SHORT, **script)
            kinds = "UnexpectedAnswer ServerError RateLimited TransportError"
            call = {"call": operation, "options": {"timeout": 0.5}}
            yield row(f"{operation}-{name}-always", kinds, **call, **script)
        for http, kind in {401: "AuthenticationError", 403: "PermissionDenied"}.items():
            script = {operation: (answers.refusal(http).act,)}
            yield row(f"{operation}-{http}-always", kind, **script)
        yield row(
            f"{operation}-404-always",
            "NotFound JobTimedOut",
            options=SHORT,
            **{operation: (answers.refusal(404).act,)},
        )
        for http in (301, 302, 307, 308):
            script = {operation: (redirect(http),)}
            yield row(f"{operation}-{http}-always", "UnexpectedAnswer", **script)
    calls = ("status", "cancel") if answers.one_call else ("status", "result", "cancel")
    for operation in calls:
        for http, kind in direct_reads.LASTING.items():
            if http in (400, 409, 404, 422, 410, 402) and operation != "status":
                continue  # of a cancel and a result, they may be the answer itself
            told = "InputRefused" if http in answers.refused else kind
            yield once(row, operation, f"{http}", answers.refusal(http).act, told)
        for http in direct_reads.REDIRECTS:
            for name, place in direct_reads.PLACES.items():
                act: Located = direct_reads.redirect(http, place)
                yield once(row, operation, f"{http}-{name}", act, "UnexpectedAnswer")
        for name, act in lost_answers.TOO_MUCH.items():
            if name == "gzip-bomb" or operation == "status":
                yield once(row, operation, name, act, "UnexpectedAnswer")


CUT = lost_answers.BROKEN["close-in-body"]


def once(row: Any, operation: str, name: str, act: Answer, got: str) -> Fault:
    """Return a fault that is an error at once."""

    def check(outcome: Outcome) -> bool:
        return outcome.count(operation) == 1

    found: Fault = row(f"always-{name}", got, call=operation, check=check, **{operation: (act,)})
    return found


def words(answers: ServiceAnswers, row: Any) -> Iterator[Fault]:
    """Yield words of every look: never a success by guess, and known in any case of letters."""
    good = answers.status("succeeded")
    for word in WORDS:
        told = answers.status("waiting", status=word, output=answers.output)
        lag: dict[str, Any] = {"status": (told.act,), "options": SHORT}
        if not answers.one_call:
            lag["result"] = (answers.refusal(404).act,)
        yield row(f"word-{word}-always", "JobTimedOut NotFound", **lag)
        yield row(f"word-{word}-once", "Success", status=(told.act, good.act))
    for phase in ("waiting", "running"):
        for word in {answers.word(phase).lower(), answers.word(phase).upper()}:
            told = answers.status(phase, status=word)
            yield row(f"word-{word}-once", "Success", status=(told.act, good.act))
    for word in {answers.word("succeeded").lower(), answers.word("succeeded").swapcase()}:
        told = answers.status("succeeded", status=word)
        yield row(f"word-{word}-in-that-case", "Success", status=(told.act,))
    back = (answers.status("running").act, answers.status("waiting").act, good.act)
    yield row("word-backwards", "Success", status=back)
    for phase, kind in {"failed": "JobFailed", "cancelled": "JobCancelled"}.items():
        if answers.by_http:
            continue
        told = answers.status(phase)
        yield row(f"end-{phase}", kind, status=(told.act,), result=(answers.result(phase).act,))
        other = answers.status(phase, status=answers.word(phase).swapcase())
        yield row(f"end-{phase}-in-another-case", kind, status=(other.act,))


def wrong_types(answers: ServiceAnswers, row: Any) -> Iterator[Fault]:
    """Yield answers in which one value has another type: a result, or an error that names the job."""
    any_end = "Success UnexpectedAnswer JobFailed JobTimedOut OutputUnreadable ResultExpired"
    for operation in ("status",) if answers.one_call else ("status", "result"):
        good = getattr(answers, operation)("succeeded")
        places = answers.facts["operations"][operation].get("fields", {})
        for name, place in places.items():
            if isinstance(place, dict) or not place:
                continue
            for number, value in enumerate(VALUES):
                act = good.put(place, value).act
                yield row(
                    f"{operation}-{name}-{number}", any_end, options=SHORT, **{operation: (act,)}
                )
    for number, value in enumerate(VALUES):
        kind = "UnexpectedAnswer" if value is not None else "JobTimedOut"  # null is asked again
        yield row(f"status-is-{number}", kind, status=(reply(value),), options=SHORT)
        if not answers.one_call:
            odd = Made(200, value, answers.own).act
            yield row(f"result-is-{number}", any_end, result=(odd,), options=SHORT)


def about_others(answers: ServiceAnswers, row: Any) -> Iterator[Fault]:
    """Yield answers about another job, doubled keys and keys that nobody knows."""
    for operation in ("status",) if answers.one_call else ("status", "result"):
        place = answers.place(operation, "request_id")
        good: Made = getattr(answers, operation)("succeeded")
        if place is not None:
            for name, id in {"other": "job-2", "null": None, "list": ["job-1"]}.items():
                if isinstance(place, dict):
                    other = good._replace(head=(f"{place['header']}: {id}",))
                else:
                    other = good.put(place, id)
                yield row(
                    f"{operation}-about-{name}", "UnexpectedAnswer", **{operation: (other.act,)}
                )
        more = good
        if isinstance(good.body, dict):
            more = good.put("/zz", {"a": [1]}).put("/eta", None)
        yield row(f"{operation}-unknown-keys", "Success", **{operation: (more.act,)})
    key = answers.place("status", "status")
    if key.count("/") == 1:
        text = answers.status("succeeded").text
        double = text[:-1] + b', "%b": "frobbing"}' % key[1:].encode()
        yield row("status-word-twice", "JobTimedOut Success", status=(raw(double),), options=SHORT)


def raw(body: bytes) -> ServerAction:
    """Answer with these bytes as JSON."""
    return lost_answers.send(lost_answers.HEAD + lost_answers.LENGTH % len(body) + body)
