"""Client, sandbox and oracle read patterns as ECMA-262 does, with a JavaScript engine as the reference."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from clientwright.codegen.code import Code
from clientwright.codegen.residual_schema import residual_code
from clientwright.codegen.schema_split import interpreter_schema
from clientwright.io.json_types import Schema
from clientwright.lint import lint_endpoint
from clientwright.rules.plain_schema import accepts
from clientwright.runtime.schema_interpreter import find_faults
from clientwright.sandbox.jsonschema_adapter import error_finder
from clientwright.schema.regex_translation import UnportablePattern, to_python_regex
from clientwright.schema.validator import make_validator
from clientwright.testing.jobs.output_type import output_mismatch
from clientwright.testing.payloads.payload_generator import PayloadGenerator
from clientwright.testing.payloads.payload_oracle import PayloadOracle
from codegen.support import endpoint
from judges.javascript import JavaScript
from schema.test_regex_translation import MEANS

LETTERS, DIGITS = "éßıſ\u212a\u212bσςжшǅ日한\u0345", "٣५३²Ⅷ①０９"
SPACES = "\t\x0b\x1c\x1f\x85\xa0\u1680\u180e\u2003\u200b\u2028\u2029\u3000\ufeff\r\n"
OTHERS = "-_.,/]}$^|\\😀\U00010400\U0010ffff\u0301\u200d"
TEXTS = st.text(alphabet="aZk09 " + LETTERS + DIGITS + SPACES + OTHERS, max_size=5)

TRUTHS = [
    # \w \d \b are ASCII, whatever Unicode calls a letter or a digit
    (r"^\w$", ["a", "Z", "0", "_"], [*"éßıſ\u212aжǅ日한", "\u0345", "٣", "²", "😀", "a\n", ""]),
    (r"^\W$", [*"é٣-ſ\u212a日", "😀"], ["a", "_", "9"]),
    (r"^\d$", ["0", "9"], ["٣", "５", "²", "Ⅷ", "a"]),
    (r"^\D$", ["٣", "５", "é", "\n"], ["0"]),
    (r"^[\w]+$", ["aZ_9"], ["é", "a٣"]),
    (r"^[^\w]$", ["é", "٣", "😀"], ["a"]) ,
    (r"^[\d]+$", ["123"], ["١٢٣"]),
    (r"\bcafé\b", ["caféa", "caféx!"], ["café", "café au lait", "a café."]),
    # \s is ECMA's WhiteSpace and LineTerminator
    (r"^\s$", [*"\t\n\x0b\x0c\r \xa0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"],
     ["\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\u180e", "\u200b", "a", ""]),
    (r"^\S$", ["\x1c", "\x85", "\u180e", "\u200b", "é", "😀"], ["\ufeff", "\u2028", " "]),
    # $ is the very end, ^ the very start, . leaves out four line ends
    ("^a$", ["a"], ["a\n", "a\r", "\na", "a\u2028", "b\na"]),
    ("^.$", ["a", "é", "😀", "\x85", "\x0b", "\x0c", "\x1c"], ["\n", "\r", "\u2028", "\u2029", ""]),
    ("^a.?$", ["a", "ab", "a\x85"], ["a\n", "a\u2028"]),
    # code points, not code units
    ("^.{2}$", ["ab", "😀é", "\U00010400😀"], ["😀", "a"]),
    ("^[😀-😂]$", ["😁"], ["\ufffd", "a"]),
    ("^[^a]$", ["😀", "\n", "é"], ["a", "", "bb"]),
    # no normalization and no folding of case
    ("^é$", ["\xe9"], ["e\u0301", "É", "e"]),
    ("^[a-z]+$", ["k", "s"], ["K", "ſ", "\u212a", "ı"]),
    # a slash may be escaped, a dash inside a class
    (r"^\/[a\-z]$", ["/a", "/-", "/z"], ["/b"]),
    (r"^[.\w-]$", ["-", ".", "a"], ["é", ","]),
    ("a", ["bab"], ["b", "A"]),
    ("", ["", "é\n"], []),
]  # fmt: skip
"""Patterns that every judge reads, with texts that match and texts that do not, from ECMA-262."""

ONLY_STANDARD = [
    (r"^\p{L}$", ["é", "日", "ǅ", "\U00010400"], ["1", "_", "\u0301"]),
    (r"^\P{L}$", ["1", "😀"], ["é"]),
    (r"^\p{Nd}+$", ["٣９0"], ["²", "Ⅷ"]),
    (r"^\p{Script=Greek}$", ["σ", "ς"], ["s"]),
    (r"^\u{1F600}$", ["😀"], ["u{1F600}"]),
    (r"^\ud83d\ude00$", ["😀"], ["\ufffd\ufffd"]),
    (r"^[^]$", ["\n", "a", "😀"], ["", "ab"]),
    (r"[]", [], ["", "a"]),
    (r"^\cA\cj$", ["\x01\n"], ["cAcj"]),
    (r"^\0$", ["\0"], ["0", ""]),
    (r"^(?<jahr>\d{4})-\k<jahr>$", ["2026-2026"], ["2026-2027", "٢٠٢٦-٢٠٢٦"]),
    (r"^(a)?\1b$", ["b", "aab"], ["ab"]),
    (r"(?<=é)b", ["éb"], ["eb", "b"]),
    (r"(?<!\w)b", ["éb", "b"], ["ab"]),
    (r"^[\b]$", ["\x08"], ["b"]),
    (r"é\Bé", ["éé"], ["éaé"]),
    (r"^[\W]$", ["é", "٣"], ["a"]),
]  # fmt: skip
"""Patterns that the client cannot read, so that lint refuses them; the sandbox reads them by itself."""


def by_client(pattern: str, text: str) -> bool:
    """Return the answer of what generated packages carry."""
    return not list(find_faults(interpreter_schema({"pattern": pattern}), text))


def by_sandbox(pattern: str, text: str) -> bool:
    """Return the sandbox's answer."""
    return not list(error_finder({"pattern": pattern}, ("https",))(text))


def by_oracle(pattern: str, text: str) -> bool:
    """Return the oracle's answer."""
    return bool(make_validator({"pattern": pattern}).is_valid(text))


JUDGES: dict[str, Callable[[str, str], bool]] = {
    "client": by_client,
    "sandbox": by_sandbox,
    "oracle": by_oracle,
}


@pytest.mark.parametrize(("pattern", "matching", "others"), [*TRUTHS, *MEANS])
@pytest.mark.parametrize("judge", JUDGES)
def test_judges_read_patterns_as_the_standard(
    judge: str, pattern: str, matching: list[str], others: list[str]
) -> None:
    """Each judge finds what ECMA-262 finds, in texts with any letters, digits and line ends."""
    answers = {text: JUDGES[judge](pattern, text) for text in [*matching, *others]}
    assert answers == dict.fromkeys(matching, True) | dict.fromkeys(others, False)


def said_by_client(schema: Schema, value: Any) -> str:
    """Return what generated packages say of a value."""
    source = residual_code(interpreter_schema(schema), lambda _: Code("None"))
    return "\n".join(fault.message for fault in find_faults(ast.literal_eval(source), value))


def said_by_sandbox(schema: Schema, value: Any) -> str:
    """Return what the sandbox says of a value."""
    return "\n".join(error.message for error in error_finder(schema, ("https",))(value))


def said_by_oracle(schema: Schema, value: Any) -> str:
    """Return what the oracle says of a value, and the library's own message."""
    generator = PayloadGenerator(endpoint({"properties": {"x": schema}, "required": ["x"]}))
    broken = PayloadOracle(generator).broken_constraints({"x": value})
    reasons = [json.loads(one.reason.partition(" breaks pattern ")[2] or "null") for one in broken]
    messages = [error.message for error in make_validator(schema).iter_errors(value)]
    return "\n".join(map(str, (*reasons, *messages)))


@pytest.mark.parametrize("pattern", [pattern for pattern, _, others in TRUTHS if others])
@pytest.mark.parametrize("say", [said_by_client, said_by_sandbox, said_by_oracle])
def test_refusals_show_the_pattern_as_it_is_written(
    say: Callable[[Schema, Any], str], pattern: str
) -> None:
    """A judge refuses a text with the pattern of the document, not with its form in another dialect."""
    text = next(text for one, _, others in TRUTHS if one == pattern for text in others)
    said = say({"type": "string", "pattern": pattern}, text)
    shown = {pattern, repr(pattern), ascii(pattern)}
    assert any(one in said for one in shown)
    python = to_python_regex(pattern)
    assert python in pattern or not {python, repr(python)} & set(said.split(" "))


@pytest.mark.parametrize("word", ["not", "anyOf", "oneOf", "contains"])
def test_combined_schemas_are_shown_as_they_are_written(word: str) -> None:
    """A client's refusal that shows a schema, or says why a branch does not fit, has its patterns as written."""
    part: Schema = {"pattern": r"^\d$"}
    schema, value = {
        "not": ({"not": part}, "5"),
        "anyOf": ({"anyOf": [part]}, "x"),
        "oneOf": ({"oneOf": [part]}, "x"),
        "contains": ({"contains": part}, ["x"]),
    }[word]
    shown = part["pattern"] if word in ("anyOf", "oneOf") else str(part)
    assert shown in said_by_client(schema, value)


@pytest.mark.parametrize(("pattern", "matching", "others"), [*TRUTHS, *ONLY_STANDARD])
def test_truths_are_those_of_a_javascript_engine(
    javascript: JavaScript, pattern: str, matching: list[str], others: list[str]
) -> None:
    """The tables of this file say what a JavaScript engine says."""
    found = javascript.matches(pattern, *matching, *others)
    assert found == [True] * len(matching) + [False] * len(others)


@pytest.mark.parametrize(("pattern", "matching", "others"), ONLY_STANDARD)
def test_pattern_that_one_judge_cannot_read_is_a_problem(
    pattern: str, matching: list[str], others: list[str]
) -> None:
    """What the client cannot read is refused by lint with the pattern; the sandbox reads it as the standard."""
    assert [by_sandbox(pattern, text) for text in matching] == [True] * len(matching)
    assert [by_sandbox(pattern, text) for text in others] == [False] * len(others)
    root = {"type": "object", "properties": {"a": {"type": "string", "pattern": pattern}}}
    (problem,) = lint_endpoint(endpoint(root))
    assert (problem.code, problem.location.pointer) == (
        "not-portable-pattern",
        "/input/properties/a/pattern",
    )


CHARACTERS = st.sampled_from([*"aZk09-_é٣ſß 日😀", r"\.", r"\/", r"\$", r"\t", r"\x41", r"\u00e9"])
SHORT = st.sampled_from([r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", "."])
RANGES = st.sampled_from(
    ["a-z", "A-Z", "0-9", "é-ü", "٠-٩", "😀-😂", r"\w", r"\d", r"\s", r"\.", r"\-"]
)
CLASSES = st.builds(
    lambda negated, parts, dash: f"[{negated}{''.join(parts)}{dash}]",
    st.sampled_from(["", "^"]),
    st.lists(RANGES | st.sampled_from("ab_é٣ 😀&~|"), min_size=1, max_size=3),
    st.sampled_from(["", "-"]),
)
ANCHORS = st.sampled_from(["^", "$", r"\b"])
PATTERNS = st.recursive(
    st.one_of(CHARACTERS, SHORT, CLASSES, ANCHORS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.tuples(inner, inner).map("|".join),
        st.builds(
            "{}{}){}".format,
            st.sampled_from(["(", "(?:"]),
            inner,
            st.sampled_from(["", "*", "+", "?", "{2}", "{1,2}", "{1,}", "*?", "+?"]),
        ),
        st.builds("{}{})".format, st.sampled_from(["(?=", "(?!"]), inner),
    ),
    max_leaves=5,
)


@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=6))
def test_judges_agree_on_any_pattern(
    javascript: JavaScript, pattern: str, texts: list[str]
) -> None:
    """Over a grammar of patterns and texts beyond ASCII, each judge says what a JavaScript engine says."""
    try:
        to_python_regex(pattern)
    except UnportablePattern:
        assume(False)
    expected = javascript.matches(pattern, *texts)
    assert expected is not None
    for name, judge in JUDGES.items():
        assert [judge(pattern, text) for text in texts] == expected, name


@given(st.text() | st.text(alphabet="a-[]^\\(?=!:){},1+*.$|dwsb/é"), st.text("a-]}(1é", max_size=4))
def test_sandbox_reads_what_lint_accepts(javascript: JavaScript, pattern: str, text: str) -> None:
    """A pattern that lint accepts is one for each judge; one that is invalid with the flag is read without it."""
    try:
        to_python_regex(pattern)
    except UnportablePattern:
        return
    assert by_client(pattern, text) == by_sandbox(pattern, text) == by_oracle(pattern, text)
    expected = javascript.matches(pattern, text) or javascript.matches(pattern, text, flags="")
    assert expected == [by_sandbox(pattern, text)]


@given(PATTERNS, PATTERNS, TEXTS)
@example(r"\d", "[0-9]", "5")
@example("", "a", "b")
def test_judges_agree_on_names_of_properties(
    javascript: JavaScript, one: str, other: str, name: str
) -> None:
    """`patternProperties` and the names that `additionalProperties` leaves are read in the same way."""
    try:
        to_python_regex(one), to_python_regex(other)
    except UnportablePattern:
        assume(False)
    parts: dict[str, Any] = {one: {"minimum": 1}, other: {"maximum": 2}}
    wanted = [part for p, part in parts.items() if javascript.matches(p, name) == [True]]
    expected = make_validator({"allOf": wanted or [{"type": "null"}]})
    schema = {"patternProperties": parts, "additionalProperties": {"type": "null"}}
    for value in (0, 1, 3, None):
        answers = (
            not list(find_faults(interpreter_schema(schema), {name: value})),
            not list(error_finder(schema, ("https",))({name: value})),
            bool(make_validator(schema).is_valid({name: value})),
        )
        assert answers == (expected.is_valid(value),) * 3


@pytest.mark.parametrize(("pattern", "matching", "others"), TRUTHS)
def test_rules_and_outputs_read_patterns_as_the_standard(
    pattern: str, matching: list[str], others: list[str]
) -> None:
    """Values that a rule repairs and outputs of jobs are read like payloads."""
    schema = {"type": "object", "properties": {"a": {"type": "string", "pattern": pattern}}}
    for text in (*matching, *others):
        expected = text in matching
        assert accepts({"pattern": pattern}, text) is expected
        assert (output_mismatch({"a": text}, schema) == "") is expected
