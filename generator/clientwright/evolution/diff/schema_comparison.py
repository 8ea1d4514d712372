"""Turn edits into changes: decide whether each one breaks, and search for a witness.

For a request the set of accepted values may only grow, for a response it may only
shrink. What seems to break, but has no witness, is a warning, or (if a rule proves it)
an edit without effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from clientwright.evolution.diff import (
    change_messages,
    rule_comparison,
    witness_search,
)
from clientwright.evolution.diff import (
    change_messages as rule_messages,
)
from clientwright.evolution.diff.change_messages import change_advice, change_message
from clientwright.evolution.diff.changes import Change, Compatibility, Direction, Witness
from clientwright.evolution.diff.compared_schema import ComparedSchema
from clientwright.evolution.diff.rule_comparison import DefaultFlip, RuleEdit
from clientwright.evolution.diff.rule_proof import is_condition_kept, is_stated_at
from clientwright.io.json_pointer import join_pointer
from clientwright.schema.comparison import compare_schemas
from clientwright.schema.keyword_edit import EditKind, KeywordEdit
from clientwright.schema.keywords import ASSERTION_KEYWORDS
from clientwright.schema.media_formats import MEDIA_KEYWORD

NO_EFFECT_NOTE = " The accepted values stay the same."
NO_WITNESS_NOTE = " No value was found that shows it, so whether it breaks is undecided."


@dataclass(frozen=True, slots=True)
class SchemaComparison:
    """Compare the two sides of one schema, which is at `pointer_prefix` in the spec file."""

    old: ComparedSchema
    new: ComparedSchema
    direction: Direction
    pointer_prefix: str
    stripped_prefix: str = ""

    @property
    def root_name(self) -> str:
        """What messages call the root."""
        return "the input" if self.direction is Direction.REQUEST else "the output"

    def changes(self) -> Iterator[Change]:
        """Yield every change of the schema, then of the rules."""
        flips = {flip.pointer: flip for flip in rule_comparison.default_flips(self.old, self.new)}
        edits = list(self._keyword_edits())
        set_always = {
            join_pointer(edit.schema_pointer, "properties", edit.name)
            for edit in edits
            if edit.kind == "required-added"
        }
        for edit in edits:
            flip = flips.pop(edit.schema_pointer, None) if edit.keyword == "default" else None
            change = self._default_flip_change(flip, edit) if flip else self._keyword_change(edit)
            is_said = edit.keyword == "default" and edit.schema_pointer in set_always
            yield replace(change, advice="") if is_said else change
        for flip in flips.values():
            yield self._default_flip_change(flip, None)
        for found in rule_comparison.compare_rules(self.old, self.new):
            yield self._rule_change(found)

    def _keyword_edits(self) -> Iterator[KeywordEdit]:
        """Yield the edits of the schema; for a removed field of an input, skip that it is no longer required."""
        found = list(compare_schemas(self.old.schema, self.new.schema, closed=self.old.closed))
        removed = {c.pointer for c in found if c.kind == "property-removed"}
        for edit in found:
            idle = edit.kind == "required-removed" and edit.pointer in removed
            if not idle or self.direction is Direction.RESPONSE:
                yield self._beside_conditions(edit)

    def _beside_conditions(self, edit: KeywordEdit) -> KeywordEdit:
        """Return an edit without the effects that the rules and conditions of the other side have anyway."""
        old, new = self.old, self.new
        at, keyword = edit.schema_pointer, edit.keyword
        if not (
            is_stated_at(old, at, keyword, edit.old) and is_stated_at(new, at, keyword, edit.new)
        ):
            return edit
        lost = edit.shrinks and not is_condition_kept(at, keyword, old, new)
        gained = edit.grows and not is_condition_kept(at, keyword, new, old)
        return replace(edit, shrinks=lost, grows=gained)

    def _keyword_change(self, edit: KeywordEdit) -> Change:
        request = self.direction is Direction.REQUEST
        message = change_message(edit, self.root_name)
        if edit.undecidable:
            quiet = edit.keyword == "default" and not request
            return self._make_change(
                edit, Compatibility.UNCHANGED if quiet else Compatibility.WARNING, message
            )
        hazard, harmless = (edit.shrinks, edit.grows) if request else (edit.grows, edit.shrinks)
        idle = self._reason_without_effect(edit)
        if not hazard:
            return self._safe_change(edit, message, idle, wider=harmless)
        found = self._find_witness(edit)
        if found:
            return self._make_change(edit, Compatibility.BREAKING, message, found)
        if idle and not edit.grows:
            return self._make_change(
                edit, Compatibility.COMPATIBLE, f"{message} By itself it would break.{idle}"
            )
        return self._make_change(edit, Compatibility.WARNING, message + NO_WITNESS_NOTE)

    def _safe_change(self, edit: KeywordEdit, message: str, idle: str, *, wider: bool) -> Change:
        """Return the change for an edit that removes nothing, as far as the spec shows."""
        request = self.direction is Direction.REQUEST
        if not request and edit.kind == "property-removed":
            return self._make_change(
                edit, Compatibility.WARNING, f"{message} Responses may lack it."
            )
        if request and self._formats_only_in_prose(edit):
            return self._make_change(
                edit, Compatibility.WARNING, message + change_messages.PROSE_FORMATS_NOTE
            )
        verdict = (
            Compatibility.COMPATIBLE
            if wider or _is_worth_reporting(edit)
            else Compatibility.UNCHANGED
        )
        if verdict is Compatibility.UNCHANGED and edit.keyword in ASSERTION_KEYWORDS:
            idle = idle or NO_EFFECT_NOTE
        return self._make_change(edit, verdict, message + idle)

    def _formats_only_in_prose(self, edit: KeywordEdit) -> bool:
        """Return whether dropped formats may still be stated in the description."""
        return (
            edit.keyword == MEDIA_KEYWORD
            and change_messages.formats_dropped(edit)
            and change_messages.description_changed(
                edit.schema_pointer, self.old.endpoint, self.new.endpoint
            )
        )

    def _find_witness(self, edit: KeywordEdit) -> Witness | None:
        if self.direction is Direction.REQUEST:
            return witness_search.find_schema_witness(
                edit, self.old, self.new, (edit.old, edit.new)
            )
        return witness_search.find_schema_witness(edit, self.new, self.old, (edit.new, edit.old))

    def _reason_without_effect(self, edit: KeywordEdit) -> str:
        """Return why an edit of `maxItems` has no effect: a rule keeps arrays shorter anyway."""
        values = (edit.old_value, edit.new_value)
        known = [value for value in values if isinstance(value, int)]
        if edit.keyword != "maxItems" or not known:
            return ""
        wide = self.old if edit.shrinks else self.new
        for rule in wide.endpoint.rules:
            for implied in rule.implied_bounds(wide.generator.schema):
                if (implied.pointer, implied.keyword) == (edit.schema_pointer, edit.keyword) and (
                    implied.reachable <= min(known)
                ):
                    return f" It has no effect: {implied.arithmetic}."
        return ""

    def _make_change(
        self, edit: KeywordEdit, verdict: Compatibility, message: str, found: Witness | None = None
    ) -> Change:
        pointer = self.pointer_prefix + edit.pointer.removeprefix(self.stripped_prefix)
        todo = verdict in (Compatibility.BREAKING, Compatibility.WARNING)
        return Change(
            self.new.endpoint.id, pointer, edit.kind, verdict, message, found,
            change_advice(edit, self.direction, self.root_name, sure=found is not None) if todo else "",
            self.new.endpoint.location(pointer),
        )  # fmt: skip

    def _default_flip_change(self, flip: DefaultFlip, edit: KeywordEdit | None) -> Change:
        """Return the change for a default that a rule counts."""
        found = rule_comparison.find_flip_witness(flip, self.old, self.new)
        default_edit = edit or KeywordEdit(
            flip.pointer, "default", EditKind.CHANGED, {}, {}, undecidable=True,
            old_value=flip.old_default, new_value=flip.new_default,
        )  # fmt: skip
        message = change_message(default_edit, self.root_name)
        if found:
            message += f" A rule uses it when the field is left out: {rule_messages.rule_sentence(flip.rule)}"
            return self._make_change(default_edit, Compatibility.BREAKING, message, found)
        return self._make_change(default_edit, Compatibility.WARNING, message)

    def _rule_change(self, edit: RuleEdit) -> Change:
        found = (
            rule_comparison.find_rule_witness(edit, self.old, self.new) if edit.shrinks else None
        )
        rule = edit.rule
        message = _RULE_SENTENCES[edit.edit_kind].format(rule_messages.rule_sentence(rule))
        verdict = Compatibility.COMPATIBLE if edit.grows else Compatibility.UNCHANGED
        if edit.shrinks:
            verdict = Compatibility.BREAKING if found else Compatibility.WARNING
            message += "" if found else NO_WITNESS_NOTE
        elif not edit.grows:
            message += f" It follows from {edit.follows_from}."
        at = (
            join_pointer("/rules", edit.index)
            if edit.edit_kind is not EditKind.REMOVED
            else "/rules"
        )
        change = Change(
            self.new.endpoint.id, at, f"{rule.kind}-{edit.edit_kind}", verdict, message, found,
            rule_messages.rule_advice(rule) if edit.shrinks else "",
        )  # fmt: skip
        return replace(change, location=self.new.endpoint.location(at))


def _is_worth_reporting(edit: KeywordEdit) -> bool:
    """Return whether an edit matters to callers even if the accepted values stay the same."""
    return edit.keyword == "default" or edit.keyword in ("deprecated", "readOnly", "writeOnly")


_RULE_SENTENCES: Mapping[EditKind, str] = {
    EditKind.ADDED: "A rule is new: {}",
    EditKind.REMOVED: "A rule was removed: {}",
    EditKind.TIGHTENED: "A rule is stricter: {}",
    EditKind.LOOSENED: "A rule is looser: {}",
    EditKind.CHANGED: "A rule was changed: {}",
}
