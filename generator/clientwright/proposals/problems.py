"""Why a proposed rule is refused: one kind of problem for each reason."""

from __future__ import annotations

from clientwright.problems import Problem, Severity


class FieldUnknown(Problem, code="field-unknown"):
    """A rule names a field that the input does not have."""

    kind: str
    path: str
    nearest: str
    FOUND = "the {kind} rule names {path!q}, which the input does not have."
    ADVICE = "{nearest:Did you mean {nearest!q}?|Name a field of the input (`clientwright explain` lists them).}"


class RuleTooLong(Problem, code="rule-too-long"):
    """A proposed rule that lists more fields or values than can be proved."""

    kind: str
    part: str
    count: int
    most: int
    FOUND = (
        "the {kind} rule lists {count} entries in {part!q}; it can be shown what up to {most} do."
    )
    ADVICE = "Make several rules of it, or write it into the spec by hand."


class NoEndpointFits(Problem, code="no-endpoint-fits"):
    """A rule for several endpoints, of which none has all its fields."""

    kind: str
    pattern: str
    lacking: tuple[str, ...]
    FOUND = "no endpoint that {pattern!q} matches has all fields of the {kind} rule: {lacking:; 5}."
    ADVICE = "Correct the paths, or name the endpoints that have the fields."


class RuleRepeats(Problem, code="rule-repeats"):
    """A rule that follows from one that the endpoint has."""

    model_id: str
    sentence: str
    source: str
    FOUND = "{model_id} has a rule that already says this ({source}): {sentence}"
    ADVICE = "Nothing needs to be added; with `--settles`, that rule stands for a sentence, too."


class RuleContradicts(Problem, code="rule-contradicts"):
    """A rule that, beside those that the endpoint has, lets no input have a field, or a value of it with others.

    `field` is empty for no input at all; `further` are other rules that are needed for the contradiction.
    """

    model_id: str
    field: str
    sentence: str
    source: str
    value: str = ""
    beside: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    FOUND = (
        "beside a rule that {model_id} has ({source}: {sentence!d}){further: and others ({further:; 3})|}, "
        "{field:no valid input could have {value:{value} at |}{field!q}{beside: with {beside!q: and }|}|no input would be valid}."
    )
    ADVICE = "Correct the one of them that is wrong."


class ValueNeverGiven(Problem, code="value-never-given", severity=Severity.WARNING):
    """A field, or a value that is listed for it, that the rules of the spec leave no input for; `field` is empty for no input at all."""

    field: str
    value: str
    sentences: tuple[str, ...]
    FOUND = "{field:no input can have {value:{value} at |}{field!q}|no input is valid} under these rules: {sentences: }"
    ADVICE = "Correct one of the rules, or the schema where the value stands."


class RuleUnsatisfiable(Problem, code="rule-unsatisfiable"):
    """A rule that, with the schema alone, lets no input have a field, or a value of it; `field` is empty for no input at all."""

    model_id: str
    field: str
    value: str = ""
    beside: tuple[str, ...] = ()
    FOUND = (
        "with this rule, {field:no valid input of {model_id} could have {value:{value} at |}{field!q}"
        "{beside: with {beside!q: and }|}|no input of {model_id} would be valid}."
    )
    ADVICE = "Correct the rule, or the schema where it stands."


class RuleNeverBroken(Problem, code="rule-never-broken"):
    """A rule that no input breaks whose fields fit the schema."""

    model_id: str
    sentence: str
    FOUND = "no input of {model_id} that fits the schema could break this: {sentence}"
    ADVICE = (
        "Check the values and their types (5 is a number, '\"5\"' a text), or leave the rule out."
    )


class ExampleRefused(Problem, code="example-refused"):
    """A documented example or default that the rule refuses."""

    model_id: str
    what: str
    reason: str
    FOUND = "the rule refuses the documented {what} of {model_id}: {reason}."
    ADVICE = "Correct the rule; if the example is wrong, remove it from the spec first."


class RuleUnproven(Problem, code="rule-unproven"):
    """An endpoint for which no payload can be made, so that nothing can be shown about a rule."""

    model_id: str
    FOUND = "no valid input of {model_id} can be made even without this rule, so nothing can be shown about it."
    ADVICE = "Correct what `clientwright lint` reports about it, or write the rule into the spec by hand."
