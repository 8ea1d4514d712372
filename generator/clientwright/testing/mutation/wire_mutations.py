"""The mutations of a service's facts: a client or a server that misreads one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from clientwright.rules.json_edit import MISSING
from clientwright.specs.model import Service
from clientwright.specs.wire_facts import FIELDS
from clientwright.testing.wire_answers import body_with_value

_OTHER_MEANING: Mapping[str, str] = {
    "cancelled": "requested",
    "requested": "cancelled",
    "too-late": "cancelled",
    "not-found": "too-late",
}
_ENDED = ("succeeded", "failed", "cancelled")
_RAISED_KINDS = ("authentication", "balance", "permission", "not-found", "refused", "cancelled")
"""The kinds of errors that a client tells apart."""


@dataclass(frozen=True, slots=True)
class WireMutation:
    """One fact about the calls of a service, misread: of a client that calls so, or of a server that expects it."""

    name: str
    sentence: str
    key: str
    facts: Any

    def apply(self, service: Service) -> Service:
        """Return the service with the fact misread; `MISSING` leaves it out."""
        document = {name: facts for name, facts in service.document.items() if name != self.key}
        if self.facts is not MISSING:
            document[self.key] = self.facts
        return replace(service, document=document)


def wire_mutations(service: Service) -> Iterator[WireMutation]:
    """Yield the mutations of each call of its own, and those of the token."""
    operations: dict[str, dict[str, Any]] = service.document["operations"]
    called = {name: facts for name, facts in operations.items() if "path" in (facts or {})}
    for name, facts in called.items():
        method = "PATCH" if facts["method"] == "PUT" else "PUT"
        for what, value in (("method", method), ("path", f"/other{facts['path']}")):
            yield WireMutation(
                f"{name}-{what}",
                f"The {what} of {name} is {value}.",
                "operations",
                {**operations, name: {**facts, what: value}},
            )
    if {"status", "result"} <= called.keys():
        swapped = {
            one: {**operations[one], **_route(operations[other])}
            for one, other in (("status", "result"), ("result", "status"))
        }
        yield WireMutation(
            "status-for-result",
            "The calls for status and result are swapped.",
            "operations",
            {**operations, **swapped},
        )
    yield from _body_mutations(operations, called["submit"])
    auth = service.document["auth"]
    for what, first, second in (("header", "X-Token", "X-Key"), ("scheme", "Token", "Key")):
        value = second if auth[what].lower() == first.lower() else first
        yield WireMutation(
            f"token-{what}",
            f"The token's {what} is {value}.",
            "auth",
            {**auth, what: value},
        )


def _body_mutations(
    operations: Mapping[str, Any], submit: Mapping[str, Any]
) -> Iterator[WireMutation]:
    """Yield the mutations of where a submit has its input and its constants, where it has such places."""
    if submit.get("input_at"):
        moved = {**submit, "input_at": f"{submit['input_at']}-elsewhere"}
        yield WireMutation(
            "submit-input",
            f"The input is at {moved['input_at']}.",
            "operations",
            {**operations, "submit": moved},
        )
    for at, text in submit.get("constants", {}).items():
        others = {one: value for one, value in submit["constants"].items() if one != at}
        moved = {**submit, "constants": {**others, f"{at}-elsewhere": text}}
        yield WireMutation(
            f"submit-constant-{at.strip('/')}",
            f"A submit has {text} at {at}-elsewhere.",
            "operations",
            {**operations, "submit": moved},
        )


def _route(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in ("method", "path")}


def client_mutations(service: Service) -> Iterator[WireMutation]:
    """Yield the mutations of a client alone, of facts that most services leave out."""
    yield from _part_mutations(service.document.get("path_parts", {}))
    yield from _submit_mutations(service)
    yield from _end_mutations(service)
    yield from _word_mutations(service)
    yield from _cancel_mutations(service)
    if "error" in service.document:
        yield from _error_mutations(service)


def _part_mutations(parts: Mapping[str, Any]) -> Iterator[WireMutation]:
    for name, part in parts.items():
        first = {**part, "first": part["first"] + 1}
        yield WireMutation(
            f"part-{name}-longer",
            f"{{{name}}} is one segment longer.",
            "path_parts",
            {**parts, name: first},
        )
        for prefix in part.get("after", {}):
            after = {key: count for key, count in part["after"].items() if key != prefix}
            yield WireMutation(
                f"part-{name}-after-{prefix}",
                f"{{{name}}} is no longer after {prefix} than otherwise.",
                "path_parts",
                {**parts, name: {**part, "after": after}},
            )


def _submit_mutations(service: Service) -> Iterator[WireMutation]:
    operations = service.document["operations"]
    submit = operations["submit"]
    place = submit.get("fields", {}).get("request_id")
    if isinstance(place, str) and place != FIELDS["submit"]["request_id"].pointer:
        fields = {**submit["fields"], "request_id": FIELDS["submit"]["request_id"].pointer}
        yield WireMutation(
            "request-id-at-the-usual-place",
            f"The request id is at {fields['request_id']}.",
            "operations",
            {**operations, "submit": {**submit, "fields": fields}},
        )


def _end_mutations(service: Service) -> Iterator[WireMutation]:
    document = service.document
    operations, result = document["operations"], document.get("result", {})
    if "same_as" in operations["result"]:
        own = {**operations["status"], "cost_query": {}}
        yield WireMutation(
            "result-asked-for-by-itself",
            "The result is asked for after the status, by a call of its own.",
            "operations",
            {**operations, "result": own},
        )
    if "own_answer" in result:
        for name, facts in (
            ("unmarked", {key: value for key, value in result.items() if key != "own_answer"}),
            ("marked-otherwise", {**result, "own_answer": {"header": "x-other"}}),
        ):
            yield WireMutation(
                f"own-answers-{name}",
                f"The model's own answers are {name.replace('-', ' ')}.",
                "result",
                facts,
            )
    if failed_at := document["status"].get("failed_at"):
        for n, place in enumerate(failed_at):
            rest = [one for one in failed_at if one != place]
            yield WireMutation(
                f"failed-at-{n}-lost",
                f"{place} on a status means nothing.",
                "status",
                {**document["status"], "failed_at": rest},
            )
    if document.get("expired_at"):
        yield WireMutation(
            "expiry-unseen", "No result has expired.", "expired_at", document["expired_at"][1:]
        )


def _word_mutations(service: Service) -> Iterator[WireMutation]:
    """Yield the mutations of words that end a job in the one call for status and result."""
    status = service.document["status"]
    ended = [word for word, phase in status["values"].items() if phase in _ENDED]
    for word in ended if service.wire.one_call else ():
        rest = {key: phase for key, phase in status["values"].items() if key != word}
        yield WireMutation(
            f"word-{word}-unknown",
            f"{word!r} is no documented word.",
            "status",
            {**status, "values": rest},
        )


def _cancel_mutations(service: Service) -> Iterator[WireMutation]:
    cancel = service.document.get("cancel", {})
    answers = cancel.get("answers", [])
    for n, answer in enumerate(answers):
        other = {**answer, "means": _OTHER_MEANING[answer["means"]]}
        yield WireMutation(
            f"cancel-answer-{n}",
            f"An answer to a cancel that means {answer['means']} is read as {other['means']}.",
            "cancel",
            {**cancel, "answers": [*answers[:n], other, *answers[n + 1 :]]},
        )


def _error_mutations(service: Service) -> Iterator[WireMutation]:
    document = service.document
    error, errors = document["error"], document["errors"]
    for n in range(len(error["code_at"])):
        rest = [*error["code_at"][:n], *error["code_at"][n + 1 :]]
        yield WireMutation(
            f"code-place-{n}",
            "A place of error codes is unknown.",
            "error",
            {**error, "code_at": rest},
        )
    for n, one in enumerate(errors):
        if one["is"] in _RAISED_KINDS:
            name = one.get("code", f"http-{one.get('http')}")
            other = body_with_value(one, "/is", "server")
            yield WireMutation(
                f"error-{name}",
                f"The error {name} is read as one of the server.",
                "errors",
                [*errors[:n], other, *errors[n + 1 :]],
            )
