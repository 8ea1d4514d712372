"""The facts of a service, one verdict for each: what may be sent is a request, what is answered a response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.evolve.difference.facts import Fact, Table, edit, sure, surer
from clientwright.evolve.difference.normal import same
from clientwright.evolve.difference.phrases import shown
from clientwright.evolve.difference.values import Change, Edit, Verdict, Witness
from clientwright.json_types import is_dict
from clientwright.specs.json_text import join_pointer
from clientwright.specs.model import Service


def changes(old: Service, new: Service) -> Iterator[Change]:
    """Compare every fact except the output type, which is a schema."""
    for name in dict.fromkeys([*old.facts, *new.facts]):
        before, after = old.facts.get(name), new.facts.get(name)
        if name not in ELSEWHERE and not same(before, after):
            yield from TABLES.get(name, _unsure)(Fact(name, before, after, new))


ELSEWHERE: Mapping[str, str] = {
    "name": "specs of another service are not compared",
    "output": "it is a schema, and compared as one",
}
"""Facts that have no verdict here, with the reason."""


def _unsure(fact: Fact) -> Iterator[Change]:
    """Tell of a fact of which the spec does not say who relies on it."""
    said = f"{fact.name} is now {shown(fact.new)}; before: {shown(fact.old)}."
    yield fact.change(edit(fact.old, fact.new), Verdict.WARNING, said)


def _words(fact: Fact) -> Iterator[Change]:
    yield fact.change(edit(fact.old, fact.new), Verdict.NONE, "Words were changed.")


def _of_answers(part: str, what: str) -> Table:
    """Compare a list or map of values that answers may hold: it may only shrink."""

    def table(fact: Fact) -> Iterator[Change]:
        old, new = (_meanings(value, part) for value in (fact.old, fact.new))
        for value in new.keys() - old.keys():
            said = f"An answer may now hold the {what} {value!r}."
            found = Witness({part_of(fact.name): value}, f"{value!r} was no {what}")
            yield fact.change(
                Edit.ADDED, Verdict.BREAKING, said, found, at=f"/{part}", advice=_READ
            )
        for value in old.keys() - new.keys():
            said = f"No answer holds the {what} {value!r} any more."
            yield fact.change(Edit.REMOVED, Verdict.COMPATIBLE, said, at=f"/{part}")
        for value in old.keys() & new.keys():
            if old[value] != new[value]:
                said = f"The {what} {value!r} now means {new[value]}; before: {old[value]}."
                found = Witness({part_of(fact.name): value}, f"it meant {old[value]}")
                at = join_pointer("", part, value)
                yield fact.change(Edit.CHANGED, Verdict.BREAKING, said, found, at=at, advice=_READ)
        yield from sure(fact)

    return table


def _hosts(fact: Fact) -> Iterator[Change]:
    """Compare endings of hosts; a host that ends in one that was known before is nothing new."""
    old = tuple(_list(fact.old, "suffixes"))
    for change in _of_answers("suffixes", "output host")(fact):
        host = change.witness.value["host"] if change.witness else ""
        if host and host.endswith(old):
            said = f"The output host {host!r} is told by itself now; its ending was known."
            yield fact.change(Edit.ADDED, Verdict.NONE, said, at="/suffixes")
        else:
            yield change


_READ = "Look at the code that reads it: it meets a value that it does not know."


def part_of(fact: str) -> str:
    """Name the field of an answer in which a fact's values stand."""
    return {"cancel": "outcome", "output_hosts": "host"}.get(fact, "status")


def _meanings(value: Any, part: str) -> dict[str, str]:
    found = (value or {}).get(part, ())
    return (
        {str(k): str(v) for k, v in found.items()}
        if is_dict(found)
        else dict.fromkeys(map(str, found), "")
    )


def _of_requests(part: str, what: str, key: str) -> Table:
    """Compare a list of what may be sent or relied on: it may only grow."""

    def table(fact: Fact) -> Iterator[Change]:
        old, new = (_list(value, part) for value in (fact.old, fact.new))
        at = f"/{part}" if part else ""
        for value in sorted(set(old) - set(new)):
            said = f"{what} {value!r} is gone."
            found = Witness({key: value}, f"{value!r} is not among {', '.join(new) or 'none'}")
            advice = f"Look for {value!r} in your code and settings."
            yield fact.change(Edit.REMOVED, Verdict.BREAKING, said, found, at=at, advice=advice)
        for value in sorted(set(new) - set(old)):
            yield fact.change(Edit.ADDED, Verdict.COMPATIBLE, f"{what} {value!r} is new.", at=at)
        if not set(old) ^ set(new) and old != new:
            yield fact.change(
                Edit.CHANGED, Verdict.WARNING, f"{what}: their order is another.", at=at
            )
        yield from sure(fact)

    return table


def _list(value: Any, part: str) -> list[str]:
    found = (value or {}).get(part, ()) if part else value or ()
    return [str(one) for one in found]


def _both(*tables: Table) -> Table:
    def table(fact: Fact) -> Iterator[Change]:
        seen: list[Change] = []
        for one in tables:
            for change in one(fact):
                if change not in seen:
                    seen.append(change)
                    yield change

    return table


def _operations(fact: Fact) -> Iterator[Change]:
    """Compare method and path of each operation: an old call must stay a call."""
    for name in dict.fromkeys([*(fact.old or {}), *(fact.new or {})]):
        old, new = ((side or {}).get(name) for side in (fact.old, fact.new))
        calls = [{k: one[k] for k in ("method", "path")} if one else None for one in (old, new)]
        at = join_pointer("", name)
        if calls[0] is None:
            yield fact.change(
                Edit.ADDED, Verdict.COMPATIBLE, f"The operation {name} is new.", at=at
            )
        elif calls[0] != calls[1]:
            now = f"is now {shown(calls[1])}" if calls[1] else "is gone"
            became = Edit.CHANGED if calls[1] else Edit.REMOVED
            found = Witness(calls[0], f"no operation {name} is called so")
            said = f"The operation {name} {now}; before: {shown(calls[0])}."
            yield fact.change(
                became, Verdict.BREAKING, said, found, at=at, advice="Generate the client again."
            )
        yield from surer(fact, f"the operation {name}", old, new, at)


def _auth(fact: Fact) -> Iterator[Change]:
    """Compare how a token is sent."""
    old, new = (
        {k: v for k, v in (side or {}).items() if k != "sure"} for side in (fact.old, fact.new)
    )
    if old != new:
        call = {str(old.get("header", "")): f"{old.get('scheme', '')} TOKEN".strip()}
        found = Witness(call, f"a token is sent as {shown(new)}")
        said = f"A token is now sent as {shown(new)}; before: {shown(old)}."
        yield fact.change(
            Edit.CHANGED, Verdict.BREAKING, said, found, advice="Generate the client again."
        )
    yield from sure(fact)


def _errors(fact: Fact) -> Iterator[Change]:
    """Compare error codes: their list was never closed, but what a known one is must stay."""
    old, new = ({e["code"]: e for e in side or ()} for side in (fact.old, fact.new))
    for code in new.keys() - old.keys():
        said = f"The error code {code} is new: {new[code]['means']}"
        yield fact.change(Edit.ADDED, Verdict.WARNING, said)
    for code in old.keys() - new.keys():
        said = f"The error code {code} is documented no more."
        yield fact.change(Edit.REMOVED, Verdict.COMPATIBLE, said)
    for code in old.keys() & new.keys():
        yield from _error(fact, code, old[code], new[code])


def _error(
    fact: Fact, code: int, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    if old["is"] != new["is"]:
        said = f"The error code {code} is now {new['is']}; before: {old['is']}."
        found = Witness({"error_code": code}, f"it is raised as {new['is']}, not as {old['is']}")
        advice = f"Look at the code that catches {old['is']} errors."
        yield fact.change(Edit.CHANGED, Verdict.BREAKING, said, found, advice=advice)
    elif {**old, "sure": 0} != {**new, "sure": 0}:
        said = f"What is told of the error code {code} was changed."
        yield fact.change(Edit.CHANGED, Verdict.NONE, said)
    at = join_pointer("", list(fact.new).index(new))
    yield from surer(fact, f"the error code {code}", old, new, at)


def _variable(fact: Fact) -> Iterator[Change]:
    """Compare the name of an environment variable that the client reads."""
    found = Witness({str(fact.old): "value"}, f"{fact.new} is read instead")
    said = f"{fact.new} is read instead of {fact.old}."
    yield fact.change(Edit.CHANGED, Verdict.BREAKING, said, found, advice="Rename the variable.")


def _names(fact: Fact) -> Iterator[Change]:
    """Compare how parts of model ids are called in Python: whoever uses them meets another name."""
    for id in sorted({*(fact.old or {}), *(fact.new or {})}):
        old, new = ((side or {}).get(id) for side in (fact.old, fact.new))
        if old != new:
            said = f"In Python, {id} is now called {_called(new)}; before: {_called(old)}."
            advice = f"Look at the code that uses {id}: it may have another name there."
            at = join_pointer("", id)
            yield fact.change(edit(old, new), Verdict.WARNING, said, at=at, advice=advice)


def _called(name: str | None) -> str:
    return name or "by its own name"


def _media(fact: Fact) -> Iterator[Change]:
    yield from _of_requests("schemes", "The URL scheme", "scheme")(fact)
    old, new = ((side or {}) for side in (fact.old, fact.new))
    if old.get("advised_megabytes") != new.get("advised_megabytes"):
        said = f"The advised size of media is now {shown(new.get('advised_megabytes'))}; before: {shown(old.get('advised_megabytes'))}."
        yield fact.change(Edit.CHANGED, Verdict.WARNING, said, at="/advised_megabytes")
    if old.get("advice") != new.get("advice"):
        yield fact.change(
            Edit.CHANGED, Verdict.NONE, "The advice on media was changed.", at="/advice"
        )


def _aliases(fact: Fact) -> Iterator[Change]:
    """Compare the spellings that a client tolerates: only what stops being understood is a question."""
    old, new = (_meanings(value, "values") for value in (fact.old, fact.new))
    for alias in dict.fromkeys([*old, *new]):
        if old.get(alias) != new.get(alias):
            verdict = Verdict.WARNING if alias in old else Verdict.COMPATIBLE
            said = f"The status {alias!r} is read as {new.get(alias, 'unknown')}; before: {old.get(alias, 'unknown')}."
            yield fact.change(edit(old.get(alias), new.get(alias)), verdict, said, at="/values")
    yield from sure(fact)


TABLES: Mapping[str, Table] = {
    "title": _unsure,
    "base_url": _unsure,
    "hosts": _unsure,
    "base_url_variable": _variable,
    "token_variables": _of_requests("", "The variable", "variable"),
    "auth": _auth,
    "operations": _operations,
    "status": _of_answers("values", "status"),
    "result": _of_answers("values", "status"),
    "aliases": _aliases,
    "cancel": _both(
        _of_answers("outcomes", "outcome of a cancel"),
        _of_requests("cancellable", "A job may be cancelled while it is", "status"),
    ),
    "errors": _errors,
    "media": _media,
    "output_hosts": _hosts,
    "request_id": sure,
    "names": _names,
    "words": _words,
}
"""Each fact and its verdict; a fact that nobody knows is a warning."""
