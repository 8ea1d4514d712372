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
from clientwright.evolution.diff.changes import Change, Compatibility, Direction, EditKind, Witness
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.evolution.diff.keyword_edit import KeywordEdit
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
    prefix: str
    skip: str = ""

    @property
    def whole(self) -> str:
        """What the root is called."""
        return "the input" if self.direction is Direction.REQUEST else "the output"

    def changes(self) -> Iterator[Change]:
        """List every change of the schema, then of the rules."""
        flips = {flip.pointer: flip for flip in rule_comparison.default_flips(self.old, self.new)}
        for claim in self._claims():
            flip = flips.pop(claim.at, None) if claim.keyword == "default" else None
            yield self._flip(flip, claim) if flip else self._claim(claim)
        for flip in flips.values():
            yield self._flip(flip, None)
        for found in rule_comparison.compare_rules(self.old, self.new):
            yield self._rule(found)

    def _claims(self) -> Iterator[KeywordEdit]:
        """Compare the schemas; that a field which is gone need not be given is not worth telling."""
        found = list(compare_schemas(self.old.schema, self.new.schema, closed=self.old.closed))
        gone = {c.pointer for c in found if c.kind == "property-removed"}
        for claim in found:
            idle = claim.kind == "required-removed" and claim.pointer in gone
            if not idle or self.direction is Direction.RESPONSE:
                yield claim

    def _claim(self, claim: KeywordEdit) -> Change:
        request = self.direction is Direction.REQUEST
        said = change_message(claim, self.whole)
        if claim.open:
            quiet = claim.keyword == "default" and not request
            return self._change(claim, Compatibility.NONE if quiet else Compatibility.WARNING, said)
        hazard, harmless = (claim.shrinks, claim.grows) if request else (claim.grows, claim.shrinks)
        idle = self._idle(claim)
        if not hazard:
            return self._harmless(claim, said, idle, wider=harmless)
        found = self._witness(claim)
        if found:
            return self._change(claim, Compatibility.BREAKING, said, found)
        if idle and not claim.grows:
            return self._change(
                claim, Compatibility.COMPATIBLE, f"{said} By itself this breaks.{idle}"
            )
        return self._change(claim, Compatibility.WARNING, said + NO_WITNESS_NOTE)

    def _harmless(self, claim: KeywordEdit, said: str, idle: str, *, wider: bool) -> Change:
        """Judge what takes nothing away, as far as can be read."""
        request = self.direction is Direction.REQUEST
        if not request and claim.kind == "property-removed":
            return self._change(
                claim, Compatibility.WARNING, f"{said} Answers may come without it."
            )
        if request and self._unread(claim):
            return self._change(
                claim, Compatibility.WARNING, said + media_messages.PROSE_FORMATS_NOTE
            )
        verdict = (
            Compatibility.COMPATIBLE if wider or _is_worth_reporting(claim) else Compatibility.NONE
        )
        return self._change(claim, verdict, said + idle)

    def _unread(self, claim: KeywordEdit) -> bool:
        """Tell whether formats that are no longer told may still stand in words that nobody reads."""
        return (
            claim.keyword == MEDIA_KEYWORD
            and media_messages.formats_dropped(claim)
            and media_messages.description_changed(claim.at, self.old.endpoint, self.new.endpoint)
        )

    def _witness(self, claim: KeywordEdit) -> Witness | None:
        if self.direction is Direction.REQUEST:
            return witness_search.find_schema_witness(
                claim, self.old, self.new, (claim.old, claim.new)
            )
        return witness_search.find_schema_witness(claim, self.new, self.old, (claim.new, claim.old))

    def _idle(self, claim: KeywordEdit) -> str:
        """Say why an edit of a bound has no effect: by a rule that keeps values from ever getting there."""
        values = (claim.said_old, claim.said_new)
        known = [value for value in values if isinstance(value, int)]
        if claim.keyword != "maxItems" or not known:
            return ""
        wide = self.old if claim.shrinks else self.new
        for rule in wide.endpoint.rules:
            for implied in rule.implied(wide.shop.schema):
                if (implied.pointer, implied.keyword) == (claim.at, claim.keyword) and (
                    implied.reachable <= min(known)
                ):
                    return f" It is without effect: {implied.arithmetic}."
        return ""

    def _change(
        self, claim: KeywordEdit, verdict: Compatibility, said: str, found: Witness | None = None
    ) -> Change:
        pointer = self.prefix + claim.pointer.removeprefix(self.skip)
        todo = verdict in (Compatibility.BREAKING, Compatibility.WARNING)
        return Change(
            self.new.endpoint.id, pointer, claim.kind, verdict, said, found,
            change_advice(claim, self.direction, self.whole, sure=found is not None) if todo else "",
            self.new.endpoint.place(pointer),
        )  # fmt: skip

    def _flip(self, flip: DefaultFlip, claim: KeywordEdit | None) -> Change:
        """Judge a default by what a rule makes of payloads without the value."""
        found = rule_comparison.find_flip_witness(flip, self.old, self.new)
        told = claim or KeywordEdit(
            flip.pointer, "default", EditKind.CHANGED, {}, {}, open=True,
            said_old=flip.old, said_new=flip.new,
        )  # fmt: skip
        said = change_message(told, self.whole)
        if found:
            said += (
                f" A rule counts it where it is left out: {rule_messages.rule_sentence(flip.rule)}"
            )
            return self._change(told, Compatibility.BREAKING, said, found)
        return self._change(told, Compatibility.WARNING, said)

    def _rule(self, claim: RuleEdit) -> Change:
        found = (
            rule_comparison.find_rule_witness(claim, self.old, self.new) if claim.shrinks else None
        )
        rule = claim.rule
        said = _RULE_SENTENCES[claim.edit].format(rule_messages.rule_sentence(rule))
        verdict = Compatibility.COMPATIBLE if claim.grows else Compatibility.NONE
        if claim.shrinks:
            verdict = Compatibility.BREAKING if found else Compatibility.WARNING
            said += "" if found else NO_WITNESS_NOTE
        elif not claim.grows:
            said += " It follows from another rule."
        at = (
            join_pointer("/rules", claim.number) if claim.edit is not EditKind.REMOVED else "/rules"
        )
        change = Change(
            self.new.endpoint.id, at, f"{rule.kind}-{claim.edit}", verdict, said, found,
            rule_messages.rule_advice(rule) if claim.shrinks else "",
        )  # fmt: skip
        return replace(change, place=self.new.endpoint.place(at))


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
