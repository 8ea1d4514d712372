"""Compare the facts of a service: what clients send follows the request law, what they receive the response law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from clientwright.evolution.diff.answer_comparison import (
    RESULT_TABLE,
    STATUS_TABLE,
    compare_cancel,
    compare_error_places,
    compare_errors,
    compare_expired,
)
from clientwright.evolution.diff.changes import Change, Compatibility, Witness
from clientwright.evolution.diff.fact_comparison import (
    ComparedElsewhere,
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
from clientwright.evolution.diff.operation_comparison import compare_operations
from clientwright.evolution.diff.path_comparison import GENERATE, compare_path_parts
from clientwright.io.json_pointer import join_pointer
from clientwright.schema.equality import is_same_schema
from clientwright.schema.keyword_edit import EditKind
from clientwright.schema.wording import show_value
from clientwright.specs.model import NOT_BEGUN, Service
from clientwright.specs.wire_facts import FieldPlace
from clientwright.testing.wire_answers import answer_at


def compare_service(old: Service, new: Service) -> Iterator[Change]:
    """Compare every fact except the output, which is a schema."""
    for name in dict.fromkeys([*old.document, *new.document]):
        default = _default(name, old), _default(name, new)
        before, after = (
            one.document.get(name, usual) for one, usual in zip((old, new), default, strict=True)
        )
        if name in NOT_COMPARED_HERE:
            continue
        fact = FactComparison(name, before, after, old, new)
        found = []
        if not is_same_schema(before, after):
            found = list(FACT_COMPARERS.get(name, _undecided)(fact))
        elif (name in old.document) == (name in new.document):
            continue
        yield from found or _written_otherwise(fact)


def _written_otherwise(fact: FactComparison) -> Iterator[Change]:
    """Report a fact that is written in another way, and for which no comparer has found another meaning."""
    if fact.name != "request_id":
        message = f"{fact.name} is written in another way; it means the same as before."
        yield fact.change(EditKind.CHANGED, Compatibility.UNCHANGED, message)


def _default(name: str, service: Service) -> Any:
    """Return what a fact means that a service's file leaves out."""
    if name == "package":
        return service.name
    return DEFAULTS.get(name)


DEFAULTS: Mapping[str, Any] = {"path_parts": {}, "expired_at": [], "names": {}}


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


def _hosts(fact: FactComparison) -> Iterator[Change]:
    """Compare host suffixes; a host below a known suffix is not new."""
    old = tuple(map(str, fact.old or ()))
    for change in answer_values("output host")(fact):
        host = change.witness.value["host"] if change.witness else ""
        if host and host.endswith(old):
            message = f"The output host {host!r} is listed by itself now; its suffix was known."
            yield fact.change(EditKind.ADDED, Compatibility.UNCHANGED, message)
        else:
            yield change


def _auth(fact: FactComparison) -> Iterator[Change]:
    """Compare how a token is sent."""
    old, new = (
        {k: v for k, v in (side or {}).items() if k in ("header", "scheme")}
        for side in (fact.old, fact.new)
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
            advice=GENERATE,
        )


def _token_optional(fact: FactComparison) -> Iterator[Change]:
    """Compare whether a token may be missing; a client sends one all the same."""
    if fact.new:
        message = "Some calls are answered without a token now."
        yield fact.change(EditKind.CHANGED, Compatibility.COMPATIBLE, message)
    else:
        message = "Every call needs a token now; before: some were answered without one."
        yield fact.change(EditKind.CHANGED, Compatibility.WARNING, message)


def _package(fact: FactComparison) -> Iterator[Change]:
    """Compare the name under which the generated package is imported."""
    message = f"The package is now called {fact.new}; before: {fact.old}."
    found = Witness({"import": fact.old}, f"the package is called {fact.new}")
    advice = f"Import {fact.new} in place of {fact.old}."
    yield fact.change(EditKind.CHANGED, Compatibility.BREAKING, message, found, advice=advice)


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


def _advised_megabytes(fact: FactComparison) -> Iterator[Change]:
    message = (
        f"The advised size of media is now {show_value(fact.new)}; before: {show_value(fact.old)}."
    )
    yield fact.change(EditKind.CHANGED, Compatibility.WARNING, message)


def _file_url(fact: FactComparison) -> Iterator[Change]:
    """Compare where a file of an output has its URL."""
    if fact.old is None or fact.new is None:
        message = f"Files in outputs {'are objects now, with their URL at ' + fact.new if fact.new else 'are no longer described as objects'}."
        verdict = Compatibility.COMPATIBLE if fact.new else Compatibility.WARNING
        yield fact.change(fact_edit_kind(fact.old, fact.new), verdict, message)
        return
    message = f"A file in an output has its URL at {fact.new} now; before: at {fact.old}."
    made = answer_at(FieldPlace(fact.new), "https://…", 200).body
    found = Witness(made, f"a client of before looks for the URL at {fact.old}")
    yield fact.change(EditKind.CHANGED, Compatibility.BREAKING, message, found, advice=GENERATE)


def _result_seconds(fact: FactComparison) -> Iterator[Change]:
    """Compare how long a result is kept: a shorter time breaks."""
    old, new = fact.old, fact.new
    message = f"A result is kept for {new or 'an unknown number of'} seconds now; before: {old or 'unknown'}."
    edit = fact_edit_kind(old, new)
    if old is None or new is None:
        yield fact.change(edit, Compatibility.WARNING, message)
    elif new > old:
        yield fact.change(edit, Compatibility.COMPATIBLE, message)
    else:
        found = Witness({"seconds_after_the_end": old}, f"the result is gone after {new}")
        advice = "Fetch each result, and save its files, sooner."
        yield fact.change(edit, Compatibility.BREAKING, message, found, advice=advice)


def _aliases(fact: FactComparison) -> Iterator[Change]:
    """Compare the spellings that a client tolerates: only dropping one is a warning."""
    old, new = ((side or {}) for side in (fact.old, fact.new))
    for alias in dict.fromkeys([*old, *new]):
        if old.get(alias) != new.get(alias):
            verdict = Compatibility.WARNING if alias in old else Compatibility.COMPATIBLE
            message = f"The status {alias!r} is read as {new.get(alias, 'unknown')}; before: {old.get(alias, 'unknown')}."
            yield fact.change(fact_edit_kind(old.get(alias), new.get(alias)), verdict, message)


def _compare_not_begun(fact: FactComparison) -> Iterator[Change]:
    """Compare the listed answers; where they are left out, the default counts."""
    old, new = (
        {_answer(one): one for one in (NOT_BEGUN if side is None else side)}
        for side in (fact.old, fact.new)
    )
    for answer in [one for one in old if one not in new]:
        message = f"A submit answered with {answer} may have begun work now."
        found = Witness(dict(old[answer]), "a client of before submits again after it")
        advice = "Generate the client again: the old one may pay twice."
        yield fact.change(EditKind.REMOVED, Compatibility.BREAKING, message, found, advice=advice)
    for answer in [one for one in new if one not in old]:
        message = f"A submit answered with {answer} has begun no work, and is repeated."
        yield fact.change(EditKind.ADDED, Compatibility.COMPATIBLE, message)
    for answer in [one for one in old if one in new]:
        at = join_pointer("", list(new).index(answer))
        what = f"what {answer} means"
        yield from compare_part_confidence(fact, what, old[answer], new[answer], at)


def _answer(one: Mapping[str, Any]) -> str:
    conditions = sorted(one.get("if", ()))
    return f"HTTP {one['http']}" + (f" and {', '.join(conditions)}" if conditions else "")


FACT_COMPARERS: Mapping[str, FactComparer] = {
    "package": _package,
    "title": _undecided,
    "base_url": _undecided,
    "hosts": _undecided,
    "base_url_variable": _variable,
    "token_variables": request_values("The variable", "variable"),
    "auth": FactTable(
        {"optional": _token_optional, "sure": confidence_in("auth")},
        defaults={"optional": False},
        together={("header", "scheme"): _auth},
    ),
    "path_parts": compare_path_parts,
    "operations": compare_operations,
    "not_begun": _compare_not_begun,
    "error": compare_error_places,
    "status": STATUS_TABLE,
    "result": RESULT_TABLE,
    "aliases": FactTable({"values": _aliases, "sure": confidence_in("aliases")}),
    "cancel": compare_cancel,
    "errors": compare_errors,
    "media": FactTable(
        {
            "schemes": request_values("The URL scheme", "scheme"),
            "advised_megabytes": _advised_megabytes,
            "advice": report_only("The advice on media was changed."),
            "marks": report_only(
                "Media in documents are known by other marks; calls are the same."
            ),
            "sure": confidence_in("media"),
        }
    ),
    "output_hosts": FactTable({"suffixes": _hosts, "sure": confidence_in("output_hosts")}),
    "output_file": FactTable({"url": _file_url, "sure": confidence_in("output_file")}),
    "expired_at": compare_expired,
    "retention": FactTable({"result_seconds": _result_seconds, "sure": confidence_in("retention")}),
    "catalogue": report_only("The catalogue is read in another way; no caller sees it."),
    "request_id": FactTable(
        {
            "pattern": ComparedElsewhere("it is compared as a schema"),
            "sure": confidence_in("request_id"),
        }
    ),
    "names": _python_names,
    "words": report_only("Display texts were changed."),
}
"""The comparer of each fact; a fact without one is a warning."""
