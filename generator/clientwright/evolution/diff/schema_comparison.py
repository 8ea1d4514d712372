"""Claims become changes: by the law, by a witness, or by the reason why there is none.

For a request the set of accepted values may only grow, for a response it may only
shrink. What seems to break, but has no witness, is a warning, or (where a rule's own
arithmetic shows it) an edit without effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from clientwright.evolution.diff import (
    media_messages,
    rule_comparison,
    rule_messages,
    witness_search,
)
from clientwright.evolution.diff.change_messages import change_advice, change_message
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.evolution.diff.model.changes import (
    Change,
    Compatibility,
    Direction,
    EditKind,
    Witness,
)
from clientwright.evolution.diff.model.keyword_edit import KeywordEdit
from clientwright.evolution.diff.rule_comparison import DefaultFlip, RuleEdit
from clientwright.evolution.diff.schema_walk import compare_schemas
from clientwright.specs.json_text import join_pointer
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

NO_WITNESS_NOTE = " No value was found that shows it, so it cannot be decided."


@dataclass(frozen=True, slots=True)
class SchemaComparison:
    """Compares the two sides of one schema; `prefix` is where it stands in the spec file."""

    old: ComparedSchema
    new: ComparedSchema
    direction: Direction
    pointer_prefix: str
    stripped_prefix: str = ""

    @property
    def root_name(self) -> str:
        """What the root is called."""
        return "the input" if self.direction is Direction.REQUEST else "the output"

    def changes(self) -> Iterator[Change]:
        """List every change of the schema, then of the rules."""
        flips = {flip.pointer: flip for flip in rule_comparison.default_flips(self.old, self.new)}
        for claim in self._keyword_edits():
            flip = flips.pop(claim.schema_pointer, None) if claim.keyword == "default" else None
            yield self._default_flip_change(flip, claim) if flip else self._keyword_change(claim)
        for flip in flips.values():
            yield self._default_flip_change(flip, None)
        for found in rule_comparison.compare_rules(self.old, self.new):
            yield self._rule_change(found)

    def _keyword_edits(self) -> Iterator[KeywordEdit]:
        """Compare the schemas; that a field which is gone need not be given is not worth telling."""
        found = list(compare_schemas(self.old.schema, self.new.schema, closed=self.old.closed))
        gone = {c.pointer for c in found if c.kind == "property-removed"}
        for claim in found:
            idle = claim.kind == "required-removed" and claim.pointer in gone
            if not idle or self.direction is Direction.RESPONSE:
                yield claim

    def _keyword_change(self, claim: KeywordEdit) -> Change:
        request = self.direction is Direction.REQUEST
        said = change_message(claim, self.root_name)
        if claim.undecidable:
            quiet = claim.keyword == "default" and not request
            return self._make_change(
                claim, Compatibility.UNCHANGED if quiet else Compatibility.WARNING, said
            )
        hazard, harmless = (claim.shrinks, claim.grows) if request else (claim.grows, claim.shrinks)
        idle = self._reason_without_effect(claim)
        if not hazard:
            return self._safe_change(claim, said, idle, wider=harmless)
        found = self._find_witness(claim)
        if found:
            return self._make_change(claim, Compatibility.BREAKING, said, found)
        if idle and not claim.grows:
            return self._make_change(
                claim, Compatibility.COMPATIBLE, f"{said} By itself this breaks.{idle}"
            )
        return self._make_change(claim, Compatibility.WARNING, said + NO_WITNESS_NOTE)

    def _safe_change(self, claim: KeywordEdit, said: str, idle: str, *, wider: bool) -> Change:
        """Judge what takes nothing away, as far as can be read."""
        request = self.direction is Direction.REQUEST
        if not request and claim.kind == "property-removed":
            return self._make_change(
                claim, Compatibility.WARNING, f"{said} Answers may come without it."
            )
        if request and self._formats_only_in_prose(claim):
            return self._make_change(
                claim, Compatibility.WARNING, said + media_messages.PROSE_FORMATS_NOTE
            )
        verdict = (
            Compatibility.COMPATIBLE
            if wider or _is_worth_reporting(claim)
            else Compatibility.UNCHANGED
        )
        return self._make_change(claim, verdict, said + idle)

    def _formats_only_in_prose(self, claim: KeywordEdit) -> bool:
        """Tell whether formats that are no longer told may still stand in words that nobody reads."""
        return (
            claim.keyword == MEDIA_KEYWORD
            and media_messages.formats_dropped(claim)
            and media_messages.description_changed(
                claim.schema_pointer, self.old.endpoint, self.new.endpoint
            )
        )

    def _find_witness(self, claim: KeywordEdit) -> Witness | None:
        if self.direction is Direction.REQUEST:
            return witness_search.find_schema_witness(
                claim, self.old, self.new, (claim.old, claim.new)
            )
        return witness_search.find_schema_witness(claim, self.new, self.old, (claim.new, claim.old))

    def _reason_without_effect(self, claim: KeywordEdit) -> str:
        """Say why an edit of a bound has no effect: by a rule that keeps values from ever getting there."""
        values = (claim.old_value, claim.new_value)
        known = [value for value in values if isinstance(value, int)]
        if claim.keyword != "maxItems" or not known:
            return ""
        wide = self.old if claim.shrinks else self.new
        for rule in wide.endpoint.rules:
            for implied in rule.implied_bounds(wide.generator.schema):
                if (implied.pointer, implied.keyword) == (claim.schema_pointer, claim.keyword) and (
                    implied.reachable <= min(known)
                ):
                    return f" It is without effect: {implied.arithmetic}."
        return ""

    def _make_change(
        self, claim: KeywordEdit, verdict: Compatibility, said: str, found: Witness | None = None
    ) -> Change:
        pointer = self.pointer_prefix + claim.pointer.removeprefix(self.stripped_prefix)
        todo = verdict in (Compatibility.BREAKING, Compatibility.WARNING)
        return Change(
            self.new.endpoint.id, pointer, claim.kind, verdict, said, found,
            change_advice(claim, self.direction, self.root_name, sure=found is not None) if todo else "",
            self.new.endpoint.location(pointer),
        )  # fmt: skip

    def _default_flip_change(self, flip: DefaultFlip, claim: KeywordEdit | None) -> Change:
        """Judge a default by what a rule makes of payloads without the value."""
        found = rule_comparison.find_flip_witness(flip, self.old, self.new)
        told = claim or KeywordEdit(
            flip.pointer, "default", EditKind.CHANGED, {}, {}, undecidable=True,
            old_value=flip.old_default, new_value=flip.new_default,
        )  # fmt: skip
        said = change_message(told, self.root_name)
        if found:
            said += (
                f" A rule counts it where it is left out: {rule_messages.rule_sentence(flip.rule)}"
            )
            return self._make_change(told, Compatibility.BREAKING, said, found)
        return self._make_change(told, Compatibility.WARNING, said)

    def _rule_change(self, claim: RuleEdit) -> Change:
        found = (
            rule_comparison.find_rule_witness(claim, self.old, self.new) if claim.shrinks else None
        )
        rule = claim.rule
        said = _RULE_SENTENCES[claim.edit_kind].format(rule_messages.rule_sentence(rule))
        verdict = Compatibility.COMPATIBLE if claim.grows else Compatibility.UNCHANGED
        if claim.shrinks:
            verdict = Compatibility.BREAKING if found else Compatibility.WARNING
            said += "" if found else NO_WITNESS_NOTE
        elif not claim.grows:
            said += " It follows from another rule."
        at = (
            join_pointer("/rules", claim.index)
            if claim.edit_kind is not EditKind.REMOVED
            else "/rules"
        )
        change = Change(
            self.new.endpoint.id, at, f"{rule.kind}-{claim.edit_kind}", verdict, said, found,
            rule_messages.rule_advice(rule) if claim.shrinks else "",
        )  # fmt: skip
        return replace(change, place=self.new.endpoint.location(at))


def _is_worth_reporting(claim: KeywordEdit) -> bool:
    """Tell whether a change that changes no value taken is still something to tell."""
    return claim.keyword == "default" or claim.keyword in ("deprecated", "readOnly", "writeOnly")


_RULE_SENTENCES: Mapping[EditKind, str] = {
    EditKind.ADDED: "A rule is new: {}",
    EditKind.REMOVED: "A rule is gone: {}",
    EditKind.TIGHTENED: "A rule asks for more: {}",
    EditKind.LOOSENED: "A rule asks for less: {}",
    EditKind.CHANGED: "A rule was changed: {}",
}
