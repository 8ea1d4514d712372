"""Compare the facts of a service: what clients send follows the request law, what they receive the response law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.evolution.diff.changes import Change, Compatibility, Witness
from clientwright.evolution.diff.fact_comparison import (
    FactComparer,
    FactComparison,
    answer_values,
    combined,
    compare_confidence,
    compare_part_confidence,
    fact_edit_kind,
    meanings,
    request_values,
    strings,
)
from clientwright.io.json_pointer import join_pointer
from clientwright.schema.equality import is_same_schema
from clientwright.schema.keyword_edit import EditKind
from clientwright.schema.wording import show_value
from clientwright.specs.model import NOT_BEGUN, Service


def compare_service(old: Service, new: Service) -> Iterator[Change]:
    """Compare every fact except the output, which is a schema."""
    for name in dict.fromkeys([*old.document, *new.document]):
        before, after = old.document.get(name), new.document.get(name)
        if name not in NOT_COMPARED_HERE and not is_same_schema(before, after):
            yield from FACT_COMPARERS.get(name, _undecided)(
                FactComparison(name, before, after, new)
            )


NOT_COMPARED_HERE: Mapping[str, str] = {
    "name": "specs of another service are not compared",
    "output": "it is a schema, and compared as one",
    "undocumented_outputs": "imports read pages by it; no caller sees it",
    "rules": "each endpoint has the ones that fit it, and they are compared there",
}
"""Facts that are not compared here, with the reason."""


def _undecided(fact: FactComparison) -> Iterator[Change]:
    """Report a fact as a warning, because the spec does not show who relies on it."""
    message = f"{fact.name} is now {show_value(fact.new)}; before: {show_value(fact.old)}."
    yield fact.change(fact_edit_kind(fact.old, fact.new), Compatibility.WARNING, message)


def _display_words(fact: FactComparison) -> Iterator[Change]:
    yield fact.change(
        fact_edit_kind(fact.old, fact.new), Compatibility.UNCHANGED, "Display texts were changed."
    )


def _hosts(fact: FactComparison) -> Iterator[Change]:
    """Compare host suffixes; a host below a known suffix is not new."""
    old = tuple(strings(fact.old, "suffixes"))
    for change in answer_values("suffixes", "output host")(fact):
        host = change.witness.value["host"] if change.witness else ""
        if host and host.endswith(old):
            message = f"The output host {host!r} is listed by itself now; its suffix was known."
            yield fact.change(EditKind.ADDED, Compatibility.UNCHANGED, message, at="/suffixes")
        else:
            yield change


def _operations(fact: FactComparison) -> Iterator[Change]:
    """Compare method and path of each operation: existing calls must keep working."""
    for name in dict.fromkeys([*(fact.old or {}), *(fact.new or {})]):
        old, new = ((side or {}).get(name) for side in (fact.old, fact.new))
        calls = [{k: one[k] for k in ("method", "path")} if one else None for one in (old, new)]
        at = join_pointer("", name)
        if calls[0] is None:
            yield fact.change(
                EditKind.ADDED, Compatibility.COMPATIBLE, f"The operation {name} is new.", at=at
            )
        elif calls[0] != calls[1]:
            now = f"is now {show_value(calls[1])}" if calls[1] else "was removed"
            became = EditKind.CHANGED if calls[1] else EditKind.REMOVED
            found = Witness(calls[0], f"no operation {name} is called so")
            message = f"The operation {name} {now}; before: {show_value(calls[0])}."
            yield fact.change(
                became,
                Compatibility.BREAKING,
                message,
                found,
                at=at,
                advice="Generate the client again.",
            )
        says = [(side or {}).get("undeclared_json", "left open") for side in (old, new)]
        if calls[0] and says[0] != says[1]:
            message = f"JSON of another content type is {says[1]} now; before: {says[0]}."
            refused = says[1] == "refused"
            verdict = Compatibility.WARNING if refused else Compatibility.UNCHANGED
            yield fact.change(EditKind.CHANGED, verdict, message, at=at)
        yield from compare_part_confidence(fact, f"the operation {name}", old, new, at)


def _auth(fact: FactComparison) -> Iterator[Change]:
    """Compare how a token is sent."""
    old, new = (
        {k: v for k, v in (side or {}).items() if k != "sure"} for side in (fact.old, fact.new)
    )
    if old != new:
        call = {str(old.get("header", "")): f"{old.get('scheme', '')} TOKEN".strip()}
        found = Witness(call, f"a token is sent as {show_value(new)}")
        message = f"A token is now sent as {show_value(new)}; before: {show_value(old)}."
        yield fact.change(
            EditKind.CHANGED,
            Compatibility.BREAKING,
            message,
            found,
            advice="Generate the client again.",
        )
    yield from compare_confidence(fact)


def _errors(fact: FactComparison) -> Iterator[Change]:
    """Compare error codes: new ones are warnings, but a known one must keep its meaning."""
    old, new = ({e["code"]: e for e in side or ()} for side in (fact.old, fact.new))
    for code in new.keys() - old.keys():
        message = f"The error code {code} is new: {new[code]['means']}"
        yield fact.change(EditKind.ADDED, Compatibility.WARNING, message)
    for code in old.keys() - new.keys():
        message = f"The error code {code} is no longer documented."
        yield fact.change(EditKind.REMOVED, Compatibility.COMPATIBLE, message)
    for code in old.keys() & new.keys():
        yield from _error(fact, code, old[code], new[code])


def _error(
    fact: FactComparison, code: int, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[Change]:
    if old["is"] != new["is"]:
        message = f"The error code {code} is now {new['is']}; before: {old['is']}."
        found = Witness({"error_code": code}, f"it is raised as {new['is']}, not as {old['is']}")
        advice = f"Check the code that catches {old['is']} errors."
        yield fact.change(EditKind.CHANGED, Compatibility.BREAKING, message, found, advice=advice)
    elif {**old, "sure": 0} != {**new, "sure": 0}:
        message = f"The description of the error code {code} was changed."
        yield fact.change(EditKind.CHANGED, Compatibility.UNCHANGED, message)
    at = join_pointer("", list(fact.new).index(new))
    yield from compare_part_confidence(fact, f"the error code {code}", old, new, at)


def _variable(fact: FactComparison) -> Iterator[Change]:
    """Compare the name of an environment variable that the client reads."""
    found = Witness({str(fact.old): "value"}, f"{fact.new} is read instead")
    message = f"{fact.new} is read instead of {fact.old}."
    yield fact.change(
        EditKind.CHANGED, Compatibility.BREAKING, message, found, advice="Rename the variable."
    )


def _python_names(fact: FactComparison) -> Iterator[Change]:
    """Compare the Python names of parts of model ids."""
    for id in sorted({*(fact.old or {}), *(fact.new or {})}):
        old, new = ((side or {}).get(id) for side in (fact.old, fact.new))
        if old != new:
            message = (
                f"In Python, {id} is now called {_python_name(new)}; before: {_python_name(old)}."
            )
            advice = f"Check the code that uses {id}: it may have another name there."
            at = join_pointer("", id)
            yield fact.change(
                fact_edit_kind(old, new), Compatibility.WARNING, message, at=at, advice=advice
            )


def _python_name(name: str | None) -> str:
    return name or "by its own name"


def _media_facts(fact: FactComparison) -> Iterator[Change]:
    yield from request_values("schemes", "The URL scheme", "scheme")(fact)
    old, new = ((side or {}) for side in (fact.old, fact.new))
    if old.get("advised_megabytes") != new.get("advised_megabytes"):
        message = f"The advised size of media is now {show_value(new.get('advised_megabytes'))}; before: {show_value(old.get('advised_megabytes'))}."
        yield fact.change(EditKind.CHANGED, Compatibility.WARNING, message, at="/advised_megabytes")
    if old.get("advice") != new.get("advice"):
        yield fact.change(
            EditKind.CHANGED,
            Compatibility.UNCHANGED,
            "The advice on media was changed.",
            at="/advice",
        )


def _aliases(fact: FactComparison) -> Iterator[Change]:
    """Compare the spellings that a client tolerates: only dropping one is a warning."""
    old, new = (meanings(value, "values") for value in (fact.old, fact.new))
    for alias in dict.fromkeys([*old, *new]):
        if old.get(alias) != new.get(alias):
            verdict = Compatibility.WARNING if alias in old else Compatibility.COMPATIBLE
            message = f"The status {alias!r} is read as {new.get(alias, 'unknown')}; before: {old.get(alias, 'unknown')}."
            yield fact.change(
                fact_edit_kind(old.get(alias), new.get(alias)), verdict, message, at="/values"
            )
    yield from compare_confidence(fact)


def _compare_not_begun(fact: FactComparison) -> Iterator[Change]:
    """Compare the listed answers; where they are left out, the default counts."""
    old, new = (
        {_answer(one): one for one in (NOT_BEGUN if side is None else side)}
        for side in (fact.old, fact.new)
    )
    for answer in old.keys() - new.keys():
        message = f"A submit answered with {answer} may have begun work now."
        found = Witness(dict(old[answer]), "a client of before submits again after it")
        advice = "Generate the client again: the old one may pay twice."
        yield fact.change(EditKind.REMOVED, Compatibility.BREAKING, message, found, advice=advice)
    for answer in new.keys() - old.keys():
        message = f"A submit answered with {answer} has begun no work, and is repeated."
        yield fact.change(EditKind.ADDED, Compatibility.COMPATIBLE, message)
    for answer in old.keys() & new.keys():
        at = join_pointer("", list(new).index(answer))
        what = f"what {answer} means"
        yield from compare_part_confidence(fact, what, old[answer], new[answer], at)


def _answer(one: Mapping[str, Any]) -> str:
    conditions = sorted(one.get("if", ()))
    return f"HTTP {one['http']}" + (f" and {', '.join(conditions)}" if conditions else "")


FACT_COMPARERS: Mapping[str, FactComparer] = {
    "title": _undecided,
    "base_url": _undecided,
    "hosts": _undecided,
    "base_url_variable": _variable,
    "token_variables": request_values("", "The variable", "variable"),
    "auth": _auth,
    "operations": _operations,
    "not_begun": _compare_not_begun,
    "status": answer_values("values", "status"),
    "result": answer_values("values", "status"),
    "aliases": _aliases,
    "cancel": combined(
        answer_values("outcomes", "outcome of a cancel"),
        request_values("cancellable", "The cancellable status", "status"),
    ),
    "errors": _errors,
    "media": _media_facts,
    "output_hosts": _hosts,
    "request_id": compare_confidence,
    "names": _python_names,
    "words": _display_words,
}
"""The comparer of each fact; a fact without one is a warning."""
