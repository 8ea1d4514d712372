"""Faults in the answer to a submit, for the servers of any service."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from runtime.byte_server import reply
from runtime.faults import lost_answers, refused_submits, submitted_ids, unknown_submits
from runtime.faults.fault import ID, Fault, Outcome, Refusal, submit_fault
from runtime.faults.service_answers import Made, ServiceAnswers

PLAIN_FAILURES = ("408", "408-html", "500", "501", "502-html", "503-of-a-gateway", "504-html")
PLAIN_FAILURES += ("503-json-without-retry-after", "520-html", "524-html", "599")
"""Failures whose HTTP status tells them, whatever the form of a service's errors."""
CUT_EARLY = ("close-in-body", "close-in-chunk", "reset-in-body", "stalls-in-body")
"""Those of the lost answers that end after 20 bytes of the body."""
FORMS = ("none", "0", "1", "negative", "nan", "junk", "past-date", "two-values")


def rows_of(answers: ServiceAnswers) -> Iterator[Fault]:
    """Yield the faults of a service's submit."""
    row = partial(submit_fault, service=answers.name)
    accepted = answers.submitted()
    yield from lost(answers, row)
    yield from refused(answers, row)
    yield from ids(answers, row)
    for name, act in lost_answers.fine(accepted.text).items():
        if not accepted.head:
            yield row(f"fine-{name}", act, got=("Success",), id=ID, call="wait")
    for http in (200, 201, 202):
        made = accepted._replace(status=http)
        yield row(f"accepted-with-{http}", made.act, got=("Success",), id=ID, call="wait")


def lost(answers: ServiceAnswers, row: Any) -> Iterator[Fault]:
    """Yield the faults after which nobody knows whether there is a job."""
    accepted = answers.submitted()
    known = () if accepted.head else lost_answers.WITH_AN_ID
    if ID.encode() + b'"' in accepted.text[:20]:
        known += CUT_EARLY
    found = {**lost_answers.broken(accepted.text), **lost_answers.unreadable(accepted.text)}
    found |= {name: lost_answers.SERVER_ERRORS[name] for name in PLAIN_FAILURES}
    found |= {**lost_answers.OTHER_ENCODINGS, **lost_answers.TOO_MUCH, **lost_answers.OTHER_JSON}
    found["brotli-by-name-only"] = lost_answers.encoded("br", accepted.text)
    for name, act in found.items():
        yield row(name, act, accepted.act, id=ID if name in known else None)
    for name, act in lost_answers.slow(accepted.text).items():
        yield row(name, act, accepted.act, id=ID if name in known else None, timeout=1.0)
    for http in (300, 301, 302, 303, 304, 305, 307, 308):
        for name, place in unknown_submits.PLACES.items():
            yield row(f"{http}-{name}", unknown_submits.redirect(http, place), accepted.act)
    for name, place in unknown_submits.ODD_PLACES.items():
        yield row(f"307-{name}", unknown_submits.redirect(307, place), accepted.act)
    if accepted.head:  # the id is in the head of the answer, which is whole
        for name, body in {"page": b"<html>", "nothing": b"", "cut": b'{"job": '}.items():
            yield row(f"{name}-beside-the-id", reply(body, 202, *accepted.head), id=ID, got=JOB)


JOB = ("Job", "SubmitUnknown")


def refused(answers: ServiceAnswers, row: Any) -> Iterator[Fault]:
    """Yield the refusals: repeated where no work began, and told at once otherwise."""
    accepted = answers.submitted().act
    busy = answers.refusal(429)
    for form in FORMS:
        after = refused_submits.RETRY_AFTER[form]
        told = busy._replace(head=() if after is None else (f"Retry-After: {after}",))
        repeated = {"got": ("Job",), "id": ID, "posts": (2,)}
        yield row(f"429-retry-after-{form}", Refusal(told.act), accepted, **repeated)
    yield row("429-html", Refusal(lost_answers.html(429)), accepted, **repeated)
    yield row("429-then-502", Refusal(busy.act), lost_answers.html(502), accepted, posts=(2,))
    yield row("429-always", Refusal(busy.act), got=("RateLimited",), posts=range(1, 5), timeout=1.0)
    long = busy._replace(head=("Retry-After: 3600",))
    yield row("429-retry-after-3600", Refusal(long.act), accepted, got=("RateLimited",))
    for http, kind in refused_submits.REFUSED_BY_STATUS.items():
        got = ("InputRefused" if http in answers.refused else kind,)
        told = answers.refusal(http).act
        yield row(f"{http}-with-words", told, accepted, got=got, check=refused_submits.says_no)
        yield row(f"{http}-html", lost_answers.html(http), accepted, got=got)
    for http in (500, 501, 502, 504):
        yield row(f"{http}-with-words", answers.refusal(http).act, accepted)


def ids(answers: ServiceAnswers, row: Any) -> Iterator[Fault]:
    """Yield the ids of every look, and those in answers that are none of a submit that went well."""
    place = answers.place("submit", "request_id")
    is_header = isinstance(place, dict)
    for name, raw in submitted_ids.USABLE.items():
        if not (is_header and (not str(raw).isascii() or str(raw) != str(raw).strip())):
            yield followed(answers, row, name, raw)
    for name, raw in {} if is_header else submitted_ids.UNUSABLE.items():
        yield row(f"id-unusable-{name}", answers.submitted(request_id=raw).act)
    for http in (400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504, 520):
        yield named(row, f"{http}", answers.refusal(http).put(place, ID))
    for http in (301, 302, 307, 308):
        told = Made(http, {}, ("Location: /v1/x",)).put(place, ID)
        yield named(row, f"redirect-{http}", told)
    if is_header:
        return
    name = place.removeprefix("/")
    twice = b'{"%b": "job-0", "%b": "job-1"}' % (name.encode(), name.encode())
    yield row("id-twice", reply(twice), got=("Job",), id=ID)
    is_telling = name.endswith("_id")  # an "id" further in may be that of anything
    for key in ("data", "result", "model"):
        act = reply({key: {name: ID}})
        yield row(f"id-in-{key}", act, id=ID if is_telling else None)


def named(row: Any, name: str, made: Made) -> Fault:
    """Return an answer that names a job, which must be on the error and in its text; it is not repeated."""
    kinds = ("SubmitUnknown", "RateLimited", "InputRefused", "ServerError")
    return row(f"id-beside-{name}", made.act, got=kinds, id=ID, check=lambda o: ID in str(o.got))


def followed(answers: ServiceAnswers, row: Any, name: str, raw: Any) -> Fault:
    """Return a job with this id, which a wait follows to its end."""
    script = {
        "submit": (answers.submitted(request_id=raw).act,),
        "status": (answers.status("succeeded", request_id=raw).act,),
        "result": (answers.result("succeeded", request_id=raw).act,),
    }

    def check(outcome: Outcome) -> bool:
        return outcome.count("submit") == 1 and outcome.count("status") == 1

    found: Fault = row(f"id-{name}", id=str(raw), got=("Success",), call="wait", check=check)
    return Fault(**{**vars(found), "script": script})
