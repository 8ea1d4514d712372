"""Problems of text that is not strict JSON."""

from __future__ import annotations

from clientwright.problems import Problem


class NotJson(Problem, code="not-json"):
    """A text that is not JSON: a cut-off document, a stray comma, `NaN`."""

    reason: str
    FOUND = "this is not JSON: {reason}."
    ADVICE = "Fix the text at this line, or save the document again from its source."


class NotYaml(Problem, code="not-yaml"):
    """A text that is not YAML, or that no JSON value corresponds to: a tag, `.nan`, a second document."""

    reason: str
    FOUND = "this cannot be read as YAML: {reason!e}."
    ADVICE = "Fix the text at this line, or save the document as JSON."


class DuplicateKey(Problem, code="duplicate-key"):
    """A key that occurs twice in one object; JSON readers disagree about which one counts."""

    key: str
    FOUND = "the key {key!q} occurs twice in one object."
    ADVICE = "Remove one of the two."


class NestingTooDeep(Problem, code="nesting-too-deep"):
    """A document nested deeper than any schema needs."""

    limit: int
    FOUND = "objects and arrays nest deeper than {limit} levels."
    ADVICE = "No documented endpoint needs this; check where the document comes from."
