"""Check the answers of a service's file: the words of a job's phases, what a cancel says, and errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from clientwright.io.json_pointer import join_pointer
from clientwright.lint.service_problems import (
    HiddenAnswer,
    MissingFact,
    MissingStatusWord,
    RepeatedError,
    RepeatedWord,
    SharedMeaning,
    UnclearEnd,
    UnknownWord,
    UnreadCode,
    UnusedFact,
)
from clientwright.problems import Location, Problem, nearest_name
from clientwright.specs.model import Service, Specs
from clientwright.specs.wire_facts import CancelAnswer, WireFacts

UNFINISHED = ("waiting", "running")
ENDS = ("succeeded", "failed")


def check(specs: Specs) -> Iterator[Problem]:
    """Check the vocabularies, the facts about results and cancels, and the errors."""
    service, wire = specs.service, specs.service.wire
    missing = [*_missing_words(service, wire)]
    yield from missing
    yield from _words(service, wire)
    if not missing:
        yield from _cancellable(service, wire)
    yield from _result(service, wire)
    yield from _cancel(service, wire)
    yield from _errors(service, wire)


def needed_meanings(wire: WireFacts) -> Mapping[str, Sequence[str]]:
    """Return what the words of each vocabulary must be able to say about a job.

    The end is told where the result is: by the words of a status if both are one call, by the HTTP status,
    or by the words of a result. A job that can be cancelled must be able to show it, unless the HTTP status tells it.
    """
    stopped = ("cancelled",) if "cancel" in wire.operations else ()
    if wire.one_call:
        return {"status": (*UNFINISHED, *ENDS, *stopped)}
    if wire.ends_by_http:
        by_status = stopped if wire.cancel_by_status else ()
        return {"status": (*UNFINISHED, "finished", *by_status)}
    told = {*wire.status_values.values()}
    ends = ENDS if {*ENDS} <= told else ("finished",)
    found: dict[str, Sequence[str]] = {"status": (*UNFINISHED, *ends, *stopped)}
    return found | ({"result": (*UNFINISHED, *ENDS, *stopped)} if wire.result_values else {})


def _vocabularies(wire: WireFacts) -> Mapping[str, Mapping[str, str]]:
    """Return the words of each vocabulary that is used, with what they mean."""
    own = {} if wire.one_call or wire.ends_by_http else {"result": wire.result_values}
    return {"status": wire.status_values, **own}


def _missing_words(service: Service, wire: WireFacts) -> Iterator[Problem]:
    vocabularies = _vocabularies(wire)
    for vocabulary, meanings in needed_meanings(wire).items():
        present = {*vocabularies[vocabulary].values()}
        missing = tuple(meaning for meaning in meanings if meaning not in present)
        if missing:
            yield MissingStatusWord(service.location(f"/{vocabulary}/values"), missing)


def _words(service: Service, wire: WireFacts) -> Iterator[Problem]:
    """Check that a client, which ignores the case of words, can tell them apart, and what they stand for."""
    documented, words = dict[str, str](), list[str]()
    for vocabulary, values in _vocabularies(wire).items():
        yield from _repeated(service, f"/{vocabulary}/values", values, {})
        yield from _alike(service, f"/{vocabulary}/values", values)
        documented = {word.lower(): word for word in values} | documented
        words += values
    for word, means in wire.status_values.items():
        if wire.one_call and means == "finished":
            yield UnclearEnd(service.location(join_pointer("/status/values", word)), word)
    yield from _repeated(service, "/aliases/values", wire.aliases, documented)
    for alias, word in wire.aliases.items():
        location = service.location(join_pointer("/aliases/values", alias))
        yield from _unknown(location, word, words)


def _repeated(
    service: Service, at: str, words: Iterable[str], others: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield a problem for each word that is one of the others, or one before it, but for its case."""
    known = {**others}
    for word in words:
        other = known.setdefault(word.lower(), word)
        if other != word or word.lower() in others:
            yield RepeatedWord(service.location(join_pointer(at, word)), word, other)


def _alike(service: Service, at: str, values: Mapping[str, str]) -> Iterator[Problem]:
    for means in dict.fromkeys(values.values()):
        words = tuple(word for word, meaning in values.items() if meaning == means)
        if len(words) > 1:
            yield SharedMeaning(service.location(join_pointer(at, words[1])), words, means)


def _unknown(location: Location, word: str, known: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for a word that is not known; one that differs by its case is the nearest."""
    if word not in known:
        by_lower_case = {one.lower(): one for one in known}
        near = word.lower() if word.lower() in by_lower_case else nearest_name(word, by_lower_case)
        yield UnknownWord(location, word, tuple(dict.fromkeys(known)), by_lower_case.get(near, ""))


def _cancellable(service: Service, wire: WireFacts) -> Iterator[Problem]:
    """Check that the words of jobs that can be cancelled are those of jobs that have not ended."""
    fitting = [word for word, means in wire.status_values.items() if means in UNFINISHED]
    for n, word in enumerate(wire.cancellable):
        yield from _unknown(service.location(f"/cancel/cancellable/{n}"), word, fitting)


def _result(service: Service, wire: WireFacts) -> Iterator[Problem]:
    """Check that what is said of a result fits the call that it comes from."""
    facts = service.document.get("result", {})
    if wire.one_call:
        reason = "the answer to a status is the result, too (operations.result.same_as)"
        idle = [key for key in ("values", "by", "own_answer") if facts.get(key)]
    elif wire.ends_by_http:
        reason = "the HTTP status of the result tells the end (result.by)"
        idle = [key for key in ("values",) if facts.get(key)]
    else:
        reason = "the end is told by a word, not by the HTTP status (result.by)"
        idle = [key for key in ("own_answer",) if facts.get(key)]
        if not wire.result_values:
            location = service.location("/result" if facts else "/operations/result")
            needed = "without words for its ends nothing tells whether a job succeeded"
            yield MissingFact(location, "result.values", needed)
    for key in idle:
        yield UnusedFact(service.location(f"/result/{key}"), f"result.{key}", reason)


def _cancel(service: Service, wire: WireFacts) -> Iterator[Problem]:
    """Check that what is said of a cancel fits the call, if there is one, and that each answer can count."""
    has_facts = "cancel" in service.document
    if "cancel" not in wire.operations:
        if has_facts:
            reason = "jobs cannot be cancelled (operations.cancel is null)"
            yield UnusedFact(service.location("/cancel"), "cancel", reason)
        return
    if not has_facts:
        needed = "nothing tells what the answer to a cancel means"
        yield MissingFact(service.location("/operations/cancel"), "cancel", needed)
        return
    answers = wire.cancel_answers
    stopping = {"cancelled", "requested"}
    if answers and not stopping & {one.means for one in answers}:
        needed = "no answer means that the job is, or will be, cancelled"
        yield MissingFact(service.location("/cancel/answers"), "an answer of cancel", needed)
    for n, answer in enumerate(answers):
        before = next((m for m, one in enumerate(answers[:n]) if _covers(one, answer)), None)
        if before is not None:
            at = "outcomes" if "outcomes" in service.document["cancel"] else "answers"
            yield HiddenAnswer(service.location(f"/cancel/{at}/{n}"), before + 1)


def _covers(one: CancelAnswer, other: CancelAnswer) -> bool:
    """Return whether an answer fits whatever another one fits."""
    same_word = one.word.lower() in ("", other.word.lower())
    return one.http in (0, other.http) and same_word


def _errors(service: Service, wire: WireFacts) -> Iterator[Problem]:
    """Check that each error is listed once, and that its code, if it has one, can be read."""
    places = [*wire.codes_at, *wire.codes_in_success_at]
    readable = places or any("code" in one.fields for one in wire.operations.values())
    known = set[str]()
    for n, error in enumerate(wire.errors):
        location = service.location(f"/errors/{n}")
        name = f"HTTP status {error.http}" if error.code is None else f"code {error.code}"
        if name in known:
            yield RepeatedError(location, name)
        elif error.code is not None and not readable:
            yield UnreadCode(location, str(error.code))
        known.add(name)
