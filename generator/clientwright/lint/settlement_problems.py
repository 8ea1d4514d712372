"""Problems of what people decided about rules: settled sentences that are gone, and shared rules that nobody has."""

from __future__ import annotations

from clientwright.problems import Problem, Severity


class DismissedNothing(Problem, code="dismissed-nothing", severity=Severity.INFO):
    """A dismissed sentence that was at `place` and is no longer there."""

    place: str
    sentence: str
    left: str
    FOUND = "{place} no longer has the dismissed sentence {sentence!q:200}: {left}."
    ADVICE = "Remove the entry; a changed sentence is shown again."


class SettlesNothing(Problem, code="settles-nothing", severity=Severity.WARNING):
    """A person's rule that stands for a sentence which was at `place` and is no longer there."""

    kind: str
    place: str
    sentence: str
    left: str
    FOUND = "the {kind} rule stands for a sentence that {place} no longer has, {sentence!q:200}: {left}."
    ADVICE = "Check that the rule still applies; then correct or remove the sentence in `settles`."


class SharedForNothing(Problem, code="shared-for-nothing", severity=Severity.WARNING):
    """A rule of the service's file that no endpoint has."""

    kind: str
    reason: str
    FOUND = "no endpoint has this {kind} rule: {reason}."
    ADVICE = "Correct its patterns or paths, or remove it."


class RulesNotSearched(Problem, code="rules-not-searched", severity=Severity.INFO):
    """An endpoint whose texts are all in languages in which sentences are not read."""

    locales: tuple[str, ...]
    known: tuple[str, ...]
    FOUND = "its texts are in {locales:, } only, whose sentences the program does not read: rules that they state are neither found nor counted as unsettled."
    ADVICE = "Import a page in one of the languages that are read ({known:, }), say which language it is with --locale, or write the rules (`clientwright rules add`)."
