"""Faults that only some service can have: replayed answers, outputs that are gone, cancels of its kinds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from runtime.byte_server import reply
from runtime.faults import lost_answers
from runtime.faults.any_polls import SHORT, fault_row
from runtime.faults.fault import Fault, Outcome
from runtime.faults.service_answers import Made, ServiceAnswers


def rows_of(answers: ServiceAnswers) -> Iterator[Fault]:
    """Yield the faults of a service's own facts."""
    if answers.name == "fal":
        yield from of_fal(answers)
    elif answers.name == "replicate":
        yield from of_replicate(answers)
    yield from cancels(answers)


def asked(count: int) -> object:
    """Return a check of how often the result was asked for."""
    return lambda outcome: outcome.count("result") == count


def of_fal(answers: ServiceAnswers) -> Iterator[Fault]:
    """Yield ends that the result's HTTP status tells, and what looks like one."""
    row, own = partial(fault_row, answers), answers.own
    good = answers.result("succeeded").act
    for http in (400, 401, 403, 404, 422, 500, 502, 503, 504):
        told = answers.refusal(http, "it broke")._replace(head=own).act
        is_the_end = {"result": (told, good), "check": asked(1)}
        yield row(f"replayed-{http}", "JobFailed", **is_the_end)
        page = reply(b"<html>", http, *own)
        yield row(f"replayed-page-{http}", "JobFailed", result=(page, good), check=asked(1))
    for http in (408, 429):
        told = answers.refusal(http, "for now")._replace(head=own).act
        yield row(f"own-{http}", "Success", result=(told, good), check=asked(2))
    for http in (400, 413, 431, 451):
        told = reply(b"<html>", http)
        yield row(f"gateway-page-{http}", "Success", result=(told, good), check=asked(2))
    for http in (500, 502, 503, 504):
        plain = answers.refusal(http, "it broke").act
        yield row(f"not-replayed-{http}", "Success", result=(plain, good), check=asked(2))
        yield row(f"not-replayed-{http}-always", "JobTimedOut", result=(plain,), options=SHORT)
    for code, kind in {"client_cancelled": "JobCancelled", "request_timeout": "JobFailed"}.items():
        status = answers.status("failed", code=code).act
        refused = answers.refusal(499, "it broke", code)._replace(head=own).act
        for name, result in {"replayed": refused, "404": reply({}, 404), "page": PAGE}.items():
            yield row(f"status-{code}-result-{name}", kind, status=(status,), result=(result,))
        yield row(f"result-{code}", kind, result=(refused,))
    for name, error in {"words": "boom", "empty": "", "object": {"a": 1}, "zero": 0}.items():
        status = answers.status("failed", error=error).act
        yield row(f"status-error-{name}", "JobFailed", status=(status,), result=(PAGE,))
    no_error = answers.status("succeeded", error=None, code=None).act
    yield row("status-error-null", "Success", status=(no_error,))
    for name, body in {"html": b"<html>", "cut": b'{"a":', "empty": b""}.items():
        told = reply(body, 200, *own)
        yield row(f"output-unread-{name}", "OutputUnreadable", result=(told, good), check=asked(1))
    for name, output in {"null": None, "text": "x", "number": 7, "list": [], "none": {}}.items():
        told = Made(200, output, own).act
        yield row(f"output-is-{name}", "Success OutputUnreadable", result=(told,), options=SHORT)


PAGE = reply(b"<html>not here</html>", 404)


def of_replicate(answers: ServiceAnswers) -> Iterator[Fault]:
    """Yield outputs that are null or gone."""
    row = partial(fault_row, answers)
    null = answers.status("succeeded", output=None)

    def has_none(outcome: Outcome) -> bool:
        return outcome.got.raw_output is None

    yield row("output-null", "Success", status=(null.act,), check=has_none)
    gone = {"status": (null.put("/data_removed", True).act,)}
    yield row("output-gone", "ResultExpired", **gone)
    yield row("output-gone", "ResultExpired", call="result", **gone)
    for number, value in enumerate((False, None)):
        here = null.put("/data_removed", value).act
        yield row(f"data-removed-{number}", "Success", status=(here,), check=has_none)
    still = answers.status("succeeded").put("/data_removed", True).act
    yield row("data-removed-beside-output", "Success", status=(still,))
    missing = answers.status("succeeded").without("/output").act
    yield row("output-missing", "OutputUnreadable JobTimedOut", status=(missing,), options=SHORT)
    aborted = answers.status("failed", status="aborted").act
    yield row("aborted", "JobCancelled", status=(aborted,))


def cancels(answers: ServiceAnswers) -> Iterator[Fault]:
    """Yield the answers of a cancel: what each means, and faults."""
    row = partial(fault_row, answers, call="cancel")
    for listed in answers.facts["cancel"].get("answers", ()):
        word = {"outcome": listed["word"]} if "word" in listed else {}
        made = answers.answer("cancel", listed["http"], **word)
        act = reply(b"", 204) if listed["http"] == 204 else made.act
        kind = "NotFound" if listed["means"] == "not-found" else "Cancellation"

        def means(outcome: Outcome, wanted: str = listed["means"]) -> bool:
            return outcome.kind == "NotFound" or outcome.got.means == wanted

        yield row(listed["means"], kind, cancel=(act,), check=means)
        if listed["means"] != "not-found" and listed["http"] < 300:
            many = (lost_answers.html(502), act)
            yield row(f"{listed['means']}-after-502", kind, cancel=many, check=means)
    yield row("404-page", "NotFound", cancel=(PAGE,))
    yield row("404-refusal", "NotFound", cancel=(answers.refusal(404).act,))
    if answers.facts["cancel"].get("by") == "status":
        ends = {"running": "requested", "succeeded": "too-late", "cancelled": "cancelled"}
        for phase, wanted in ends.items():
            made = answers.answer("cancel", status=answers.word(phase))
            check = partial(_means, wanted)
            yield row(f"status-{phase}", "Cancellation", cancel=(made.act,), check=check)
        odd = answers.answer("cancel", status="frobbing").act
        yield row("status-unknown", "Cancellation", cancel=(odd,), check=partial(_means, ""))
        none = reply({})
        yield row("says-nothing", "UnexpectedAnswer", cancel=(none,))


def _means(wanted: str, outcome: Outcome) -> bool:
    return outcome.got.means == wanted and outcome.got.cancelled == (wanted == "cancelled")
