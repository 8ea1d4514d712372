"""Problems of specs: in schemas, rules, names and words, and in the facts of a service."""

from __future__ import annotations

import json
from typing import Any

from clientwright.problems import Location, Problem, Severity


class NotASchema(Problem, code="not-a-schema"):
    """The input or output is not JSON Schema 2020-12."""

    reason: str
    FOUND = "this is not JSON Schema 2020-12: {reason!e}."
    ADVICE = "Fix the schema, or import the page again: the importer repairs common mistakes."


class UnsupportedKeyword(Problem, code="unsupported-keyword"):
    """A keyword that no generated client could enforce."""

    keyword: str
    reason: str
    FOUND = "a generated client cannot enforce {keyword}: {reason}."
    ADVICE = "Express it with other keywords, or remove it and describe it under notes."


class IdleKeyword(Problem, code="idle-keyword", severity=Severity.WARNING):
    """A key that JSON Schema does not define, and that therefore has no effect."""

    keyword: str
    nearest: str
    FOUND = "{keyword!q} is not a keyword of JSON Schema 2020-12 and has no effect."
    ADVICE = "{nearest:Did you mean {nearest}?|Remove it, or rename it to x-… to keep it.}"


class NoValidInput(Problem, code="no-valid-input"):
    """Keywords that contradict each other where a value must be given, so that no input is valid, or no output."""

    reason: str
    of: str = "input"
    FOUND = "no {of} is valid: {reason!e}."
    ADVICE = (
        "Correct the keywords that contradict each other, or require nothing that cannot be given."
    )


class NothingFits(Problem, code="nothing-fits", severity=Severity.WARNING):
    """Keywords that contradict each other, so that a field, an item or a branch can never be given; `part` says which."""

    part: str
    reason: str
    FOUND = "{part}: {reason!e}."
    ADVICE = "Correct the keywords that contradict each other, or remove what can never be given."


class MisplacedKeyword(Problem, code="misplaced-keyword", severity=Severity.WARNING):
    """A keyword for values of a type that its schema does not accept."""

    keyword: str
    kind: str
    accepted: tuple[str, ...]
    FOUND = "{keyword} applies to values of type {kind}, but only {accepted: or } is accepted here: it has no effect."
    ADVICE = "Move it to the schema that it is meant for, or correct the type."


class IdleFormat(Problem, code="idle-format", severity=Severity.INFO):
    """A `format` that neither JSON Schema nor OpenAPI defines, so that it may mean anything."""

    format: str
    nearest: str
    FOUND = "the format {format!q} is unknown to JSON Schema and OpenAPI."
    ADVICE = "{nearest:Did you mean {nearest!r}?|Remove it if it has no meaning, or describe it in the field's text.}"


class InputNotObject(Problem, code="input-not-object"):
    """The input is not an object with properties, so it has no arguments."""

    FOUND = "the input is not an object with properties."
    ADVICE = "A job's input is a JSON object: set type to object and define its properties, if only as an empty object."


class HiddenProperties(Problem, code="hidden-properties"):
    """A closed object beside which another schema describes further properties."""

    names: tuple[str, ...]
    FOUND = (
        "the object accepts only its own properties, but a schema beside them names {names!q:, }."
    )
    ADVICE = "Add them to properties too, or open the object with additionalProperties: true."


class RequiredUnknown(Problem, code="required-names-nothing"):
    """`required` names a property that does not exist, so no input is valid."""

    name: str
    nearest: str
    FOUND = "required names {name!q}, which is not a property."
    ADVICE = "{nearest:Did you mean {nearest}?|Remove it, or add the property.}"


class DefaultOutside(Problem, code="default-outside"):
    """A documented default that its own schema rejects."""

    default: Any
    keyword: str
    reason: str
    FOUND = "the default {default!q} breaks its own {keyword}: {reason!e}."
    ADVICE = "Remove the default: rules use it when the caller omits the field."


class RuleNamesNothing(Problem, code="rule-names-nothing"):
    """A rule about a field that the input schema does not have."""

    kind: str
    path: str
    FOUND = "the {kind} rule names {path!q}, which the input does not have."
    ADVICE = "Fix the path, or remove the rule if the field is gone."


class NeverReached(Problem, code="never-reached", severity=Severity.INFO):
    """A bound that a rule makes unreachable, with the arithmetic."""

    keyword: str
    written: int
    reachable: int
    arithmetic: str
    kind: str
    FOUND = "{keyword}: {written} can never be reached: {arithmetic}; the {kind} rule allows at most {reachable}."
    ADVICE = "Nothing needs to change; the documented bound is kept."


class UnreadRule(Problem, code="unread-rule", severity=Severity.WARNING):
    """A sentence (of the page in `locale`) that seems to state a rule, and that no recognizer matched.

    `number` is that of the sentence in `clientwright rules`.
    """

    locale: str
    sentence: str
    model_id: str
    number: int
    FOUND = "this may be a rule that nothing checks: {sentence!q:200}"
    ADVICE = "Write the rule (`clientwright rules add {model_id!c} KIND PART... --settles {number}`), or dismiss the sentence (`clientwright rules dismiss {model_id!c} {number} --reason 'WHY'`)."


class LostRule(Problem, code="lost-rule", severity=Severity.WARNING):
    """A sentence (of the page in `locale`) that states a rule which the spec does not have."""

    locale: str
    sentence: str
    rule: str
    model_id: str
    number: int
    FOUND = "the spec lacks the rule that this states: {sentence!q:200}"
    ADVICE = "Add it under rules ({rule}), or dismiss the sentence if it is wrong (`clientwright rules dismiss {model_id!c} {number} --reason 'WHY'`)."


class RetiredEndpoint(Problem, code="retired", severity=Severity.INFO):
    """An endpoint that the provider no longer lists in its catalogue."""

    model_id: str
    FOUND = "the provider no longer lists {model_id!q}; it is neither generated nor tested."
    ADVICE = "Delete the file to drop it, or remove `retired` and `catalogue` from it to keep generating it."


class NeverGiven(Problem, code="never-given", severity=Severity.WARNING):
    """A field that no valid input can contain; `field` is empty if no input is valid at all."""

    field: str
    together: tuple[str, ...]
    kind: str
    FOUND = "{field:{field!q} can never be given|no input is valid}: {together!q: and } would be given together, but the {kind} rule allows only one of them."
    ADVICE = (
        "Fix the rule, or remove from required (or from another rule) what is not always needed."
    )


class NameClash(Problem, code="name-clash"):
    """Two wire names become the same Python name or file."""

    what: str
    name: str
    first: str
    second: str
    elsewhere: Location
    FOUND = "{second!q} and {first!q} ({elsewhere}) both become the {what} {name}."

    def advice(self) -> str:
        """Return what to try."""
        if self.what == "argument":
            pointer = self.location.pointer.removeprefix("/input")
            return (
                "Rename one of the two in the endpoint's spec, for example "
                f'"names": {{{json.dumps(pointer)}: "{self.name.rstrip("_")}_2"}}.'
            )
        if self.what != "path" or self.first.lower() == self.second.lower():
            return (
                "Remove one of the two from the specs: a client cannot offer both under one name."
            )
        other = f"{self.name.rpartition('.')[2].rstrip('_')}_2"
        return (
            "Rename one of the two in service.json, for example "
            f'"names": {{{json.dumps(self.second)}: "{other}"}} (docs/sync.md).'
        )


class NameChosen(Problem, code="name-chosen", severity=Severity.WARNING):
    """A property got another Python name, because its own is taken."""

    wire: str
    other: str
    name: str
    FOUND = (
        "{wire!q} and {other!q} would be the same argument in Python; {wire!q} is called {name}."
    )
    ADVICE = "If you know a better name, put it under `names` in the spec before anybody uses this one; it stays."


class NameUnused(Problem, code="name-unused", severity=Severity.INFO):
    """An entry of `names` that renames something that does not exist."""

    wire: str
    nearest: str = ""
    FOUND = "names has an entry for {wire!q}, which does not exist."
    ADVICE = "{nearest:Did you mean {nearest!q}?|Remove the entry, unless a later sync will add what it renames.}"


class SegmentRenamed(Problem, code="segment-renamed", severity=Severity.INFO):
    """A segment of an id got a trailing `_`, since its name is one that the package or an endpoint has."""

    wire: str
    path: str
    FOUND = "{wire!q} is {path} in Python: the plain name is the package's own."

    def advice(self) -> str:
        """Return what to try."""
        return (
            "Nothing, or choose another name in service.json, for example "
            f'"names": {{{json.dumps(self.wire)}: "{self.path.rpartition(".")[2]}2"}}.'
        )


class WordsForNothing(Problem, code="words-for-nothing", severity=Severity.WARNING):
    """Text for a field that the schema does not have: of the input, or for `output_words` the output."""

    locale: str
    pointer: str
    key: str = "words"
    FOUND = "{key} has text ({locale}) for {pointer!q}, which the {schema} does not have."
    ADVICE = "Move it to the field that it describes, or remove it."

    @property
    def schema(self) -> str:
        """The schema that the text is of."""
        return "input" if self.key == "words" else "output"


class NoEnglish(Problem, code="no-english", severity=Severity.INFO):
    """An endpoint without English text, whose docstrings will be in another language."""

    locales: tuple[str, ...]
    FOUND = "there is no English text, only {locales:, }."
    ADVICE = (
        'Import the English page too, or add text under "en" in words; importing again keeps it.'
    )
