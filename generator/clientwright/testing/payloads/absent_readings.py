"""Violations for servers that take a wrong value for none: without the value the input is valid.

Rules and branches ask whether a field is there. If an input is only refused because the field seems to be
absent, nobody sees that its value was never judged. So these inputs keep everything without the value, and
break something else with it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from typing import Any

from clientwright.io.json_pointer import join_pointer, resolve_pointer
from clientwright.io.json_types import Schema, is_dict
from clientwright.rules.json_edit import MISSING, set_value, value_at
from clientwright.schema.choice_sources import (
    FullestChoiceSource,
    PayloadChoiceSource,
    RandomChoiceSource,
    SimplestChoiceSource,
)
from clientwright.schema.keyword_fault import KeywordFault
from clientwright.schema.keywords import BY_KEYWORD
from clientwright.schema.keywords.bounds import BOUNDS
from clientwright.schema.protocols import GenerationError
from clientwright.schema.semantics import SEMANTICS
from clientwright.testing.payloads.input_nodes import InputNode
from clientwright.testing.payloads.input_paths import InputPath
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from clientwright.testing.payloads.violation_pairs import Violation, ViolationPair

_NULL = "type-null"
_ASKING = frozenset("anyOf oneOf not if dependentRequired dependentSchemas minProperties".split())
"""Keywords of an object that may ask whether a field is there."""
_SEEDED_TRIES = 4


def iter_absent_readings(oracle: PayloadOracle) -> Iterator[Violation]:
    """Yield a violation for each value that may be taken for none, where something else asks for the field."""
    generator = oracle.generator
    for node in oracle.input_nodes:
        if _is_asked_for(node, generator):
            for fault in _faults(node):
                builder = _AbsentReading(oracle, node, fault)
                with suppress(GenerationError):
                    builder(generator, SimplestChoiceSource())
                    yield _violation(generator, node, fault, builder)


def _is_asked_for(node: InputNode, generator: PayloadGenerator) -> bool:
    """Return whether a field may be absent, and a rule or a keyword beside it may ask whether it is."""
    plain = node.path.plain
    if plain is None or not node.path.steps or not isinstance(plain.steps[-1], str):
        return False
    above = _object_of(generator.schema, node)
    if plain.steps[-1] in above.get("required", ()):
        return False
    by_rules = any(
        path.steps == plain.steps for rule in generator.endpoint.rules for path in rule.paths()
    )
    return by_rules or bool(_ASKING & above.keys())


def _object_of(schema: Schema, node: InputNode) -> Any:
    return resolve_pointer(schema, InputPath(node.path.steps[:-1]).schema_pointer)


def _faults(node: InputNode) -> Iterator[KeywordFault]:
    """Yield null, and a number beyond each bound."""
    for constraint in (BY_KEYWORD["type"], BOUNDS):
        for fault in constraint.violate(node.schema, SEMANTICS) if constraint.violate else ():
            if fault.name == _NULL or (constraint is BOUNDS and not fault.only_client):
                yield fault


def _violation(
    generator: PayloadGenerator, node: InputNode, fault: KeywordFault, builder: _AbsentReading
) -> Violation:
    return Violation(
        f"{node.name}/{fault.name}-as-absent",
        fault.keyword,
        node.pointer,
        generator.spec_pointer(node.pointer, fault.keyword),
        f"{node.name} {fault.sentence}, and what does not is not taken for an absent field.",
        builder,
        most_examples=_SEEDED_TRIES,
    )


@dataclass(frozen=True, slots=True)
class _AbsentReading:
    """Makes an input that is valid without a field, and breaks more than the field's keyword with a wrong value."""

    oracle: PayloadOracle
    node: InputNode
    fault: KeywordFault

    def __call__(self, generator: PayloadGenerator, choices: PayloadChoiceSource) -> ViolationPair:
        """Make a pair; the twin lacks the field.

        Raises:
            GenerationError: whether the field is there decides nothing else.
        """
        seeded = (RandomChoiceSource.from_seed(f"absent:{n}") for n in range(_SEEDED_TRIES))
        for source in chain([choices], [FullestChoiceSource()], seeded):
            with suppress(GenerationError):
                pair = self._pair(generator, source)
                broken = self.oracle.broken_constraints(pair.invalid)
                own = [one.constraint == self.fault.keyword for one in broken]
                if any(own) and not all(own):
                    return pair
        raise GenerationError(self.node.pointer, "nothing else asks whether it is there")

    def _pair(self, generator: PayloadGenerator, choices: PayloadChoiceSource) -> ViolationPair:
        *above, name = self.node.path.steps
        twin = generator.generate_without(choices, self.node.path)
        objects = [at for at, one in InputPath(tuple(above)).values(twin) if is_dict(one)]
        if not objects:
            raise GenerationError(self.node.pointer, "no input has an object for it")
        slot = join_pointer(choices.pick(objects), str(name))
        if value_at(twin, slot) is not MISSING or not self.oracle.accepts(twin):
            raise GenerationError(self.node.pointer, "the rules allow no input without it")
        values, bad = generator.session(choices).value_generator, copy.deepcopy(twin)
        valid = self.fault.make_valid(values, self.node.schema)
        set_value(bad, slot, self.fault.make_invalid(values, valid))
        return ViolationPair(bad, twin, (slot,))
