"""Compare what the answers of a service mean: errors, cancels, and how the end of a job is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.evolution.diff.changes import Change, Compatibility, Witness
from clientwright.evolution.diff.fact_comparison import (
    FactComparer,
    FactComparison,
    FactTable,
    answer_values,
    compare_part_confidence,
    confidence_in,
    fact_edit_kind,
    report_only,
    request_values,
)
from clientwright.evolution.diff.operation_comparison import answer_as_json, place_text
from clientwright.evolution.diff.path_comparison import GENERATE
from clientwright.io.json_pointer import join_pointer
from clientwright.schema.keyword_edit import EditKind
from clientwright.specs.model import Service
from clientwright.specs.wire_facts import CODES, CODES_IN_SUCCESS, DocumentedError, FieldPlace
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.wire_answers import answer_at

_CODE_ADVICE = "Check the code that catches errors: they may be of another kind."
ErrorKey = int | str


def _compare_code_places(fact: FactComparison) -> Iterator[Change]:
    """Compare where the code of a refusal is: the client of before looks at the old places."""
    old, new = ([place_text(one) for one in side] for side in (fact.old, fact.new))
    gone, came = [one for one in old if one not in new], [one for one in new if one not in old]
    if gone and came:
        message = f"The code of an error is now at {_listed(new)}; before: {_listed(old)}."
        place = FieldPlace.from_json(fact.new[new.index(came[0])])
        made = answer_as_json(answer_at(place, "…", 400))
        found = Witness(made, f"a client of before looks for the code at {_listed(old)}")
        yield fact.change(EditKind.CHANGED, Compatibility.BREAKING, message, found, advice=GENERATE)
        return
    message = f"The code of an error is looked for at {_listed(new)}; before: {_listed(old)}."
    edit = EditKind.ADDED if came else EditKind.REMOVED if gone else EditKind.CHANGED
    yield fact.change(edit, Compatibility.WARNING, message, advice=_CODE_ADVICE)


def _compare_codes_in_success(fact: FactComparison) -> Iterator[Change]:
    """Compare where a code makes an answer an error although its HTTP status is 2xx."""
    old, new = (
        {place_text(one): FieldPlace.from_json(one) for one in side}
        for side in (fact.old, fact.new)
    )
    for text in [one for one in new if one not in old]:
        message = f"An answer with HTTP status 2xx and a code at {text} is an error now."
        made = answer_as_json(answer_at(new[text], "…", 200))
        found = Witness(made, "a client of before takes it for a success")
        yield fact.change(EditKind.ADDED, Compatibility.BREAKING, message, found, advice=GENERATE)
    for text in [one for one in old if one not in new]:
        message = f"A code at {text} no longer makes an answer with HTTP status 2xx an error."
        yield fact.change(EditKind.REMOVED, Compatibility.COMPATIBLE, message)
    if old.keys() == new.keys():
        yield from report_only("The places of codes are in another order.")(fact)


def _listed(texts: list[str]) -> str:
    return ", then ".join(texts) or "no place"


def _as_json(places: tuple[FieldPlace, ...]) -> list[Any]:
    return [{"header": one.header} if one.header else one.pointer for one in places]


ERROR_TABLE = FactTable(
    {
        "code_at": _compare_code_places,
        "code_in_success_at": _compare_codes_in_success,
        "words_at": report_only("The words of errors are looked for at other places."),
        "fields_at": report_only(
            "The fields that a refusal names are looked for at another place."
        ),
        "sure": confidence_in("the places of errors"),
    }
)


def compare_error_places(fact: FactComparison) -> Iterator[Change]:
    """Compare where answers say what went wrong; a file without these places means the usual ones."""
    usual = {"code_at": _as_json(CODES), "code_in_success_at": _as_json(CODES_IN_SUCCESS)}
    sides = [
        usual if side is None else {"code_in_success_at": [], **side}
        for side in (fact.old, fact.new)
    ]
    yield from ERROR_TABLE(
        FactComparison(fact.name, sides[0], sides[1], fact.old_service, fact.new_service)
    )


def compare_errors(fact: FactComparison) -> Iterator[Change]:
    """Compare errors by code, or by HTTP status: new ones are warnings, but a known one keeps its meaning."""
    old, new = (_errors_by_key(service) for service in (fact.old_service, fact.new_service))
    for key in [one for one in new if one not in old]:
        message = f"{_error_name(new[key][1])} is new: {new[key][1].means}"
        yield fact.change(EditKind.ADDED, Compatibility.WARNING, f"The {message}")
    for key in [one for one in old if one not in new]:
        message = f"The {_error_name(old[key][1])} is no longer documented."
        yield fact.change(EditKind.REMOVED, Compatibility.COMPATIBLE, message)
    for key in [one for one in old if one in new]:
        yield from _compare_error(fact, old[key], new[key])
    if [*old] != [*new] and old.keys() == new.keys():
        yield from report_only("The errors are in another order.")(fact)


def _errors_by_key(service: Service) -> dict[str, tuple[int, DocumentedError]]:
    """Return the errors with their indexes; of two with one code, or one HTTP status, the first counts."""
    found = dict[str, tuple[int, DocumentedError]]()
    for n, one in enumerate(service.wire.errors):
        found.setdefault(repr(one.code) if one.code is not None else f"HTTP {one.http}", (n, one))
    return found


def _error_name(error: DocumentedError) -> str:
    return f"error code {error.code}" if error.code is not None else f"error HTTP {error.http}"


def _compare_error(
    fact: FactComparison, before: tuple[int, DocumentedError], after: tuple[int, DocumentedError]
) -> Iterator[Change]:
    (_, old), (n, new) = before, after
    what, at = f"the {_error_name(new)}", join_pointer("", n)
    if old.kind != new.kind:
        message = f"The {_error_name(new)} is now {new.kind}; before: {old.kind}."
        found = Witness(_refusal(fact, old), f"it is raised as {new.kind}, not as {old.kind}")
        advice = f"Check the code that catches {old.kind} errors."
        yield fact.change(
            EditKind.CHANGED, Compatibility.BREAKING, message, found, at=at, advice=advice
        )
    if old.http != new.http:
        message = f"The {_error_name(new)} has the HTTP status {new.http} now; before: {old.http}."
        yield fact.change(EditKind.CHANGED, Compatibility.WARNING, message, at=at)
    if old.means != new.means:
        message = f"The description of {what} was changed."
        yield fact.change(EditKind.CHANGED, Compatibility.UNCHANGED, message, at=at)
    sides = ({"sure": old.sure}, {"sure": new.sure})
    yield from compare_part_confidence(fact, what, *sides, at)


def _refusal(fact: FactComparison, error: DocumentedError) -> Any:
    """Return an answer that has the code, or the HTTP status of an error without one."""
    places = fact.old_service.wire.codes_at
    if error.code is None or not places:
        return {"http": error.http}
    return answer_as_json(answer_at(places[0], error.code, error.http))


def compare_cancel_answers(fact: FactComparison) -> Iterator[Change]:
    """Compare what the answers to a cancel mean, however the file writes it."""
    wires = [one.wire for one in (fact.old_service, fact.new_service)]
    if wires[0].cancel_by_status != wires[1].cancel_by_status:
        how = ["an outcome in its answer", "the status of the job in its answer"]
        was, now = (how[one.cancel_by_status] for one in wires)
        message = f"What became of a cancel is told by {now}; before: by {was}."
        made = ServiceWire(wires[1]).answer(
            "cancel", {"status": "…", "outcome": "…", "request_id": "…"}
        )
        found = Witness(answer_as_json(made), f"a client of before looks for {was}")
        yield fact.change(EditKind.CHANGED, Compatibility.BREAKING, message, found, advice=GENERATE)
        return
    old, new = ({(a.http, a.word): a.means for a in one.cancel_answers} for one in wires)
    for key in [one for one in new if one not in old]:
        message = f"A cancel may now be answered with {_answer_text(*key)}: {new[key]}."
        found = Witness(_cancel_answer(fact.new_service, *key), "no answer to a cancel was so")
        yield fact.change(EditKind.ADDED, Compatibility.BREAKING, message, found, advice=GENERATE)
    for key in [one for one in old if one not in new]:
        message = f"A cancel is no longer answered with {_answer_text(*key)}."
        yield fact.change(EditKind.REMOVED, Compatibility.COMPATIBLE, message)
    for key in [one for one in old if one in new]:
        if old[key] != new[key]:
            message = f"The answer {_answer_text(*key)} to a cancel now means {new[key]}; before: {old[key]}."
            found = Witness(_cancel_answer(fact.new_service, *key), f"it meant {old[key]}")
            yield fact.change(
                EditKind.CHANGED, Compatibility.BREAKING, message, found, advice=GENERATE
            )
    if old == new:
        if [*old] == [*new]:
            yield from report_only("The answers to a cancel are written in another way.")(fact)
        else:
            message = (
                "The answers to a cancel are in another order, and the first that fits counts."
            )
            yield fact.change(EditKind.CHANGED, Compatibility.WARNING, message)


def _answer_text(http: int, word: str) -> str:
    parts = [*([f"HTTP {http}"] if http else []), *([f"the word {word!r}"] if word else [])]
    return " and ".join(parts)


def _cancel_answer(service: Service, http: int, word: str) -> Any:
    made = ServiceWire.of(service).answer("cancel", {"outcome": word} if word else {}, http=http)
    return {**({"http": http} if http else {}), **(made.body if word else {})}


CANCEL_TABLE = FactTable(
    {
        "cancellable": request_values("The cancellable status", "status"),
        "sure": confidence_in("cancel"),
    },
    together={("outcomes", "answers", "by"): compare_cancel_answers},
)


def compare_cancel(fact: FactComparison) -> Iterator[Change]:
    """Compare what can be cancelled, and how that is answered, where both sides have a cancel."""
    if all("cancel" in one.wire.operations for one in (fact.old_service, fact.new_service)):
        yield from CANCEL_TABLE(fact)
    else:
        yield from report_only("What a cancel does is described in another way.")(fact)


def _pointers_that_tell(what: str, of_before: str, word_operation: str) -> FactComparer:
    """Return a comparer for places where a value changes what an answer means."""

    def compare(fact: FactComparison) -> Iterator[Change]:
        for pointer in dict.fromkeys([*fact.old, *fact.new]):
            if pointer in fact.old and pointer in fact.new:
                continue
            if pointer in fact.old:
                message = f"A value at {pointer} no longer shows that {what}."
                yield fact.change(EditKind.REMOVED, Compatibility.WARNING, message)
                continue
            message = f"A value at {pointer} now shows that {what}."
            made = answer_at(FieldPlace(pointer), True, 200).body
            found = Witness(made, f"a client of before {of_before}")
            yield fact.change(
                EditKind.ADDED, Compatibility.BREAKING, message, found, advice=GENERATE
            )
        if {*fact.old} == {*fact.new}:
            yield from report_only(f"The places in {word_operation} are in another order.")(fact)

    return compare


def _compare_end(fact: FactComparison) -> Iterator[Change]:
    """Compare whether the end of a job is told by a word or by the HTTP status of its result."""
    tells = {"word": "a word in the answer", "http": "the HTTP status of the result"}
    message = f"The end of a job is now told by {tells[fact.new]}; before: by {tells[fact.old]}."
    made: Mapping[str, Any] = {"http": 422} if fact.new == "http" else {"http": 200, "status": "…"}
    found = Witness(made, f"a client of before reads {tells[fact.old]}")
    yield fact.change(EditKind.CHANGED, Compatibility.BREAKING, message, found, advice=GENERATE)


def _compare_own_answer(fact: FactComparison) -> Iterator[Change]:
    """Compare the header that tells the model's own failure from a gateway's."""
    old, new = ((side or {}).get("header", "") for side in (fact.old, fact.new))
    message = (
        f"The model's own failures have the header {new or '(none)'}; before: {old or '(none)'}."
    )
    edit = fact_edit_kind(old or None, new or None)
    if not new:
        yield fact.change(edit, Compatibility.WARNING, message, advice=GENERATE)
        return
    answer = {"http": 500, "headers": {new: "…"}}
    found = Witness(answer, f"a client of before looks for {old or 'no header'}")
    yield fact.change(edit, Compatibility.BREAKING, message, found, advice=GENERATE)


STATUS_TABLE = FactTable(
    {
        "values": answer_values("status"),
        "failed_at": _pointers_that_tell(
            "a finished job has failed", "takes the job for one that has not failed", "a status"
        ),
        "sure": confidence_in("status"),
    },
    defaults={"values": {}, "failed_at": []},
)
RESULT_TABLE = FactTable(
    {
        "values": answer_values("status"),
        "by": _compare_end,
        "own_answer": _compare_own_answer,
        "sure": confidence_in("result"),
    },
    defaults={"values": {}, "by": "word"},
)
compare_expired = _pointers_that_tell(
    "the output of a job that succeeded is gone",
    "takes it for a success without output",
    "a result",
)
