"""All violations of an endpoint: pairs of a payload that breaks one constraint and its valid twin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from clientwright.io.json_pointer import join_pointer
from clientwright.io.json_types import copy_json
from clientwright.rules.base import Payload, RuleViolation
from clientwright.rules.json_edit import MISSING, set_value, value_at
from clientwright.schema.additional_properties import CLOSED
from clientwright.schema.choice_sources import (
    PayloadChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.keyword_fault import KeywordFault, make_any_valid
from clientwright.schema.keywords import CONSTRAINTS
from clientwright.schema.keywords.type import FINITE_NUMBER
from clientwright.schema.keywords.type import KEYWORD as TYPE_KEYWORD
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import SEMANTICS
from clientwright.testing.payloads.absent_readings import iter_absent_readings
from clientwright.testing.payloads.input_nodes import InputNode, ensure_present, iter_input_nodes
from clientwright.testing.payloads.input_paths import InputPath
from clientwright.testing.payloads.payload_generator import GenerationSession, PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.violation_pairs import (
    IsolatedPairBuilder,
    Violation,
    ViolationPair,
)


def iter_violations(generator: PayloadGenerator) -> Iterator[Violation]:
    """Yield every violation of an endpoint's keywords, then of its rules, then of both at once.

    A pair that breaks more than one constraint is replaced by a simpler, isolated one, if there is one.
    """
    oracle = PayloadOracle(generator)
    for found in _iter_violations(generator):
        yield replace(found, make_pair=IsolatedPairBuilder(oracle, found))
    yield from iter_absent_readings(oracle)


def _iter_violations(generator: PayloadGenerator) -> Iterator[Violation]:
    for node in iter_input_nodes(generator.schema):
        for constraint in CONSTRAINTS:
            faults = constraint.violate(node.schema, SEMANTICS) if constraint.violate else ()
            step = (None, *node.path.steps)[-1]
            foreign = generator.elsewhere.get(step, ()) if isinstance(step, str) else ()
            if foreign and constraint.violate_elsewhere:
                faults = chain(
                    faults, constraint.violate_elsewhere(node.schema, SEMANTICS, foreign)
                )
            yield from (
                _keyword_violation(generator, node, fault)
                for fault in faults
                if _is_applicable(node, fault)
            )
    for n, rule in enumerate(generator.endpoint.rules):
        for violation in rule.violations(generator.schema):
            yield _rule_violation(n, rule.kind, rule.sentence(), violation)
    yield from _field_violations(generator)


def _field_violations(generator: PayloadGenerator) -> Iterator[Violation]:
    """Yield the violations of keywords that rules know of; rules about the same fields may know the same."""
    found: dict[str, Violation] = {}
    for rule in generator.endpoint.rules:
        for one in rule.field_violations(generator.schema):
            node, breach = InputNode(InputPath(one.path.steps), {}, {}), one.violation
            found.setdefault(
                f"{node.name}/{breach.name}",
                Violation(
                    f"{node.name}/{breach.name}",
                    one.keyword,
                    node.pointer,
                    generator.spec_pointer(node.pointer, one.keyword),
                    f"{node.name} keeps its {one.keyword}, also when {breach.sentence}.",
                    partial(_break_rule, breach=breach),
                ),
            )
    yield from found.values()


def _is_applicable(node: InputNode, fault: KeywordFault) -> bool:
    """Return whether a fault applies: what is broken is the node's own, and not the root's type, as raw bodies have.

    What stands beside a branch is broken without it.
    """
    if not node.path.has_value_of_its_own and fault.keyword == "type" and not fault.below:
        return False
    return node.own is node.schema or next(iter((*fault.below, _keyword(fault)))) in node.own


def _keyword(fault: KeywordFault) -> str:
    """Return the keyword of a fault as it is written."""
    return {CLOSED: "properties", FINITE_NUMBER: "type"}.get(fault.keyword, fault.keyword)


def _keyword_violation(
    generator: PayloadGenerator, node: InputNode, fault: KeywordFault
) -> Violation:
    name = "/".join(part for part in (node.name, fault.name) if part)
    subject, pointer = node.name or "the input", join_pointer(node.pointer, *fault.below)
    return Violation(
        name,
        fault.keyword,
        pointer,
        generator.spec_pointer(pointer, _keyword(fault)),
        f"{subject} {fault.sentence}.",
        lambda generator, choices: _break_keyword(
            generator, SimplestChoiceSource() if fault.most_examples == 1 else choices, node, fault
        ),
        fault.only_client,
        fault.most_examples,
        lambda: (
            partial(
                _break_keyword,
                node=node,
                fault=replace(fault, make_valid=pair.make_valid, make_invalid=pair.make_invalid),
            )
            for pair in fault.further()
        ),
    )


def _rule_violation(n: int, kind: str, sentence: str, breach: RuleViolation) -> Violation:
    return Violation(
        f"rules/{n}-{kind}/{breach.name}",
        kind,
        f"/rules/{n}",
        f"/rules/{n}",
        f"{sentence} (It is broken when {breach.sentence}.)",
        lambda generator, choices: _break_rule(generator, choices, breach),
    )


def _break_keyword(
    generator: PayloadGenerator, choices: PayloadChoiceSource, node: InputNode, fault: KeywordFault
) -> ViolationPair:
    context = generator.session(choices)
    payload, made = _valid_payload(generator, choices, node, fault)
    slot = _choose_pointer(node, payload, context)
    pinned = context.with_pins(slot)
    if fault.make_valid is not make_any_valid:
        valid = fault.make_valid(context.value_generator, node.schema) if made is MISSING else made
        payload = _replace(payload, slot, valid)
    elif slot and _is_misread_as_absent(node, fault):
        payload = _replace(payload, slot, copy_json(node.schema["default"]))
    settled = not pinned.try_repair(payload)
    bad = copy_json(payload)
    bad = _replace(bad, slot, fault.make_invalid(context.value_generator, value_at(bad, slot)))
    if isinstance(bad, dict):
        pinned.try_repair(bad)
    return ViolationPair(bad, payload if settled else None, (node.path.whole(slot),))


def _is_misread_as_absent(node: InputNode, fault: KeywordFault) -> bool:
    """Return whether a server that takes the wrong value for none counts a valid default for it.

    With the default in the twin, what stands around fits it: no rule refuses what only the type should.
    """
    typed = fault.keyword in (TYPE_KEYWORD, FINITE_NUMBER) and not fault.below
    schema = node.schema
    return typed and "default" in schema and SEMANTICS.is_valid(schema, schema["default"])


def _valid_payload(
    generator: PayloadGenerator, choices: PayloadChoiceSource, node: InputNode, fault: KeywordFault
) -> tuple[Payload, Any]:
    """Return a payload with a value at a node, and the value of the valid twin if it has been made.

    Where no value of the node can be made, the value of the twin is put there.
    """
    try:
        return generator.generate(choices, node.path), MISSING
    except GenerationError:
        if fault.make_valid is make_any_valid:
            raise
        valid = fault.make_valid(generator.session(choices).value_generator, node.schema)
        if not node.path.has_value_of_its_own:
            return valid, valid
        return generator.generate(choices, node.path, {"enum": [valid]}), valid


def _choose_pointer(node: InputNode, payload: Payload, context: GenerationSession) -> str:
    if not node.path.has_value_of_its_own:
        return ""
    ensure_present(payload, node, context)
    there = [slot for slot in node.slots(payload) if value_at(payload, slot) is not MISSING]
    if not there:
        raise GenerationError(node.pointer, "the rules allow no input that contains it")
    return context.draw.pick(there)


def _replace(payload: Payload, slot: str, value: Any) -> Any:
    if slot:
        set_value(payload, slot, value)
        return payload
    return value


def _break_rule(
    generator: PayloadGenerator, choices: PayloadChoiceSource, breach: RuleViolation
) -> ViolationPair:
    context = generator.session(choices)
    payload = generator.generate(choices)
    touched = breach.prepare(payload, context)
    settled = not context.with_pins(*touched).try_repair(payload)
    bad = copy_json(payload)
    named = breach.apply(bad, context)
    return ViolationPair(bad, payload if settled else None, named)
