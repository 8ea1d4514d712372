"""Remove rules that a person wrote; what the program reads is removed by dismissing its sentences."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clientwright.errors import UsageError
from clientwright.lint.rule_sentences import RuleSentence, SentenceState, rule_sentences
from clientwright.problems import nearest_name, quote_value
from clientwright.proposals.chosen_specs import ChosenSpecs
from clientwright.proposals.spec_edits import FileEdit, document_of, edit_rules
from clientwright.rules.base import Rule
from clientwright.specs.model import Endpoint

_WIDTH = 80
"""How many characters of a rule a list shows."""


@dataclass(frozen=True, slots=True)
class RemovedRule:
    """A rule that goes, with its endpoint, and the sentences that nothing stands for any more."""

    endpoint: Endpoint
    rule: Rule
    index: int
    """The place of the rule in `rules` of its file."""

    sentences: tuple[RuleSentence, ...] = ()


def remove_rules(
    specs: ChosenSpecs, named: str
) -> tuple[tuple[RemovedRule, ...], tuple[FileEdit, ...]]:
    """Return the rules that a number, a kind or words mean, and the edits that remove them.

    Raises:
        UsageError: there is no such rule or several, the program reads it, or other endpoints share it.
    """
    found = _find_rules(specs.endpoints, named)
    for endpoint, n, rule in found:
        _check_unread(endpoint, rule)
        _check_unshared(specs, endpoint, n, rule)
    removed = tuple(
        RemovedRule(endpoint, rule, _index(n, rule), _left(endpoint, rule))
        for endpoint, n, rule in found
    )
    gone = dict[Path, set[int]]()
    for one in removed:
        path = specs.service.path if one.rule.shared else one.endpoint.path
        gone.setdefault(path, set()).add(one.index)
    lists: dict[Path, list[Any]] = {
        path: [r for n, r in enumerate(document_of(specs, path)["rules"]) if n not in indexes]
        for path, indexes in gone.items()
    }
    return removed, tuple(edit_rules(specs, path, rules) for path, rules in lists.items())


def _index(n: int, rule: Rule) -> int:
    return int(rule.shared.pointer.rpartition("/")[2]) if rule.shared else n


def _find_rules(endpoints: Sequence[Endpoint], named: str) -> list[tuple[Endpoint, int, Rule]]:
    listed = [(one, n, rule) for one in endpoints for n, rule in enumerate(one.rules)]
    if named.isdecimal():
        if len(endpoints) != 1:
            raise UsageError(
                f"rule {named} of which endpoint? Name one endpoint, or give the words"
            )
        if not 1 <= int(named) <= len(listed):
            raise UsageError(f"{endpoints[0].id} has no rule {named}.{_shown(listed)}")
        return [listed[int(named) - 1]]
    words = " ".join(named.split())
    exact = [each for each in listed if words in (each[2].sentence(), each[2].kind)]
    found = exact or [each for each in listed if words in each[2].sentence()]
    different = dict.fromkeys(each[2].without_source() for each in found)
    if len(different) > 1:
        raise UsageError(
            f"{quote_value(named)} means several rules; give more of one:{_shown(found)}"
        )
    if not found:
        near = nearest_name(words, (each[2].sentence() for each in listed))
        hint = f" Did you mean {quote_value(near, _WIDTH)}?" if near else _shown(listed)
        raise UsageError(f"no rule is {quote_value(named)}.{hint}")
    return found


def _shown(listed: Sequence[tuple[Endpoint, int, Rule]]) -> str:
    lines = [
        f"\n  {n + 1} {rule.kind}: {quote_value(rule.sentence(), _WIDTH)}" for _, n, rule in listed
    ]
    return " There are:" * (len(lines) > 0) + "".join(dict.fromkeys(lines)) or " It has no rules."


def _check_unread(endpoint: Endpoint, rule: Rule) -> None:
    """Raise UsageError if the program reads a rule, so that the next import would bring it back."""
    bare = rule.without_source()
    read = [
        one.number
        for one in rule_sentences(endpoint)
        if one.state is SentenceState.READ and bare in one.rules
    ]
    if read and not rule.shared:
        numbers = " ".join(map(str, read))
        raise UsageError(
            f"{endpoint.id}: the program reads this rule from sentence {' and '.join(map(str, read))}: "
            f"{rule.sentence()} Dismiss what it is read from, and the rule goes: "
            f"clientwright rules dismiss {shlex.quote(str(endpoint.id))} {numbers} --reason 'Why it is no rule.'"
        )


def _check_unshared(specs: ChosenSpecs, endpoint: Endpoint, n: int, rule: Rule) -> None:
    """Raise UsageError if endpoints that are not chosen have a shared rule, too."""
    shared = next((s for s in specs.service.shared_rules if s.rule.shared == rule.shared), None)
    if rule.shared is None or shared is None:
        return
    chosen = {str(one.id) for one in specs.endpoints}
    others = [id for id in specs.all_ids if shared.is_for(id) and id not in chosen]
    if others:
        pattern = shlex.quote(shared.patterns[0])
        raise UsageError(
            f"{endpoint.id}: service.json has rule {n + 1} once for {', '.join(shared.patterns)}, so that "
            f"{others[0]} would lose it, too. To remove it for all: "
            f"clientwright rules remove {pattern} {shlex.quote(rule.sentence())}"
        )


def _left(endpoint: Endpoint, rule: Rule) -> tuple[RuleSentence, ...]:
    """Return the sentences that a rule stands for, which have to be settled again."""
    return tuple(one for one in rule_sentences(endpoint) if one.quoted in rule.settles)
