"""Claims become changes: by the law, by a witness, or by the reason why there is none.

For a request the set of accepted values may only grow, for a response it may only
shrink. What seems to break, but has no witness, is a warning, or (where a rule's own
arithmetic shows it) an edit without effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from clientwright.evolve.difference import media_words, rule_changes, rule_words, witness
from clientwright.evolve.difference.claims import Claim
from clientwright.evolve.difference.comparing import compare
from clientwright.evolve.difference.rule_changes import Flip, RuleClaim
from clientwright.evolve.difference.sides import Side
from clientwright.evolve.difference.telling import advice, message
from clientwright.evolve.difference.values import Change, Direction, Edit, Verdict, Witness
from clientwright.specs.json_text import join_pointer
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

UNSHOWN = " No value was found that shows it, so it cannot be decided."


@dataclass(frozen=True, slots=True)
class Judge:
    """Compares the two sides of one schema; `prefix` is where it stands in the spec file."""

    old: Side
    new: Side
    direction: Direction
    prefix: str
    skip: str = ""

    @property
    def whole(self) -> str:
        """What the root is called."""
        return "the input" if self.direction is Direction.REQUEST else "the output"

    def changes(self) -> Iterator[Change]:
        """List every change of the schema, then of the rules."""
        flips = {flip.pointer: flip for flip in rule_changes.flips(self.old, self.new)}
        for claim in self._claims():
            flip = flips.pop(claim.at, None) if claim.keyword == "default" else None
            yield self._flip(flip, claim) if flip else self._claim(claim)
        for flip in flips.values():
            yield self._flip(flip, None)
        for found in rule_changes.claims(self.old, self.new):
            yield self._rule(found)

    def _claims(self) -> Iterator[Claim]:
        """Compare the schemas; that a field which is gone need not be given is not worth telling."""
        found = list(compare(self.old.schema, self.new.schema, closed=self.old.closed))
        gone = {c.pointer for c in found if c.kind == "property-removed"}
        for claim in found:
            idle = claim.kind == "required-removed" and claim.pointer in gone
            if not idle or self.direction is Direction.RESPONSE:
                yield claim

    def _claim(self, claim: Claim) -> Change:
        request = self.direction is Direction.REQUEST
        said = message(claim, self.whole)
        if claim.open:
            quiet = claim.keyword == "default" and not request
            return self._change(claim, Verdict.NONE if quiet else Verdict.WARNING, said)
        hazard, harmless = (claim.shrinks, claim.grows) if request else (claim.grows, claim.shrinks)
        idle = self._idle(claim)
        if not hazard:
            return self._harmless(claim, said, idle, wider=harmless)
        found = self._witness(claim)
        if found:
            return self._change(claim, Verdict.BREAKING, said, found)
        if idle and not claim.grows:
            return self._change(claim, Verdict.COMPATIBLE, f"{said} By itself this breaks.{idle}")
        return self._change(claim, Verdict.WARNING, said + UNSHOWN)

    def _harmless(self, claim: Claim, said: str, idle: str, *, wider: bool) -> Change:
        """Judge what takes nothing away, as far as can be read."""
        request = self.direction is Direction.REQUEST
        if not request and claim.kind == "property-removed":
            return self._change(claim, Verdict.WARNING, f"{said} Answers may come without it.")
        if request and self._unread(claim):
            return self._change(claim, Verdict.WARNING, said + media_words.UNREAD)
        verdict = Verdict.COMPATIBLE if wider or _told(claim) else Verdict.NONE
        return self._change(claim, verdict, said + idle)

    def _unread(self, claim: Claim) -> bool:
        """Tell whether formats that are no longer told may still stand in words that nobody reads."""
        return (
            claim.keyword == MEDIA_KEYWORD
            and media_words.dropped(claim)
            and media_words.reworded(claim.at, self.old.endpoint, self.new.endpoint)
        )

    def _witness(self, claim: Claim) -> Witness | None:
        if self.direction is Direction.REQUEST:
            return witness.of_schema(claim, self.old, self.new, (claim.old, claim.new))
        return witness.of_schema(claim, self.new, self.old, (claim.new, claim.old))

    def _idle(self, claim: Claim) -> str:
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
        self, claim: Claim, verdict: Verdict, said: str, found: Witness | None = None
    ) -> Change:
        pointer = self.prefix + claim.pointer.removeprefix(self.skip)
        todo = verdict in (Verdict.BREAKING, Verdict.WARNING)
        return Change(
            self.new.endpoint.id, pointer, claim.kind, verdict, said, found,
            advice(claim, self.direction, self.whole, sure=found is not None) if todo else "",
            self.new.endpoint.place(pointer),
        )  # fmt: skip

    def _flip(self, flip: Flip, claim: Claim | None) -> Change:
        """Judge a default by what a rule makes of payloads without the value."""
        found = rule_changes.flipped(flip, self.old, self.new)
        told = claim or Claim(
            flip.pointer, "default", Edit.CHANGED, {}, {}, open=True,
            said_old=flip.old, said_new=flip.new,
        )  # fmt: skip
        said = message(told, self.whole)
        if found:
            said += f" A rule counts it where it is left out: {rule_words.sentence(flip.rule)}"
            return self._change(told, Verdict.BREAKING, said, found)
        return self._change(told, Verdict.WARNING, said)

    def _rule(self, claim: RuleClaim) -> Change:
        found = rule_changes.shown(claim, self.old, self.new) if claim.shrinks else None
        rule = claim.rule
        said = _RULES[claim.edit].format(rule_words.sentence(rule))
        verdict = Verdict.COMPATIBLE if claim.grows else Verdict.NONE
        if claim.shrinks:
            verdict = Verdict.BREAKING if found else Verdict.WARNING
            said += "" if found else UNSHOWN
        elif not claim.grows:
            said += " It follows from another rule."
        at = join_pointer("/rules", claim.number) if claim.edit is not Edit.REMOVED else "/rules"
        change = Change(
            self.new.endpoint.id, at, f"{rule.kind}-{claim.edit}", verdict, said, found,
            rule_words.advice(rule) if claim.shrinks else "",
        )  # fmt: skip
        return replace(change, place=self.new.endpoint.place(at))


def _told(claim: Claim) -> bool:
    """Tell whether a change that changes no value taken is still something to tell."""
    return claim.keyword == "default" or claim.keyword in ("deprecated", "readOnly", "writeOnly")


_RULES: Mapping[Edit, str] = {
    Edit.ADDED: "A rule is new: {}",
    Edit.REMOVED: "A rule is gone: {}",
    Edit.TIGHTENED: "A rule asks for more: {}",
    Edit.LOOSENED: "A rule asks for less: {}",
    Edit.CHANGED: "A rule was changed: {}",
}
