"""Regular expressions: translated exactly, or rejected with a reason."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from clientwright.schema.regex_translation import SlowPattern, UnportablePattern, to_python_regex

MEANS = [
    (r"^a$", ["a"], ["a\n", "b", "ba", "ab", "A"]),
    (r"a.c", ["abc", "a\x0bc", "a\x85c", "a😀c"], ["a\nc", "a\rc", "a\u2028c", "a\u2029c", "ac"]),
    (r"^\d+$", ["09"], ["٣", "", "1a", "1\n"]),
    (r"^\w$", ["a", "Z", "_", "9"], ["é", "ß", "-", "ſ"]),
    (r"^\s$", [" ", "\t", "\ufeff", "\u2003", "\u3000", "\xa0"], ["\x1c", "\x85", "a"]),
    (r"^\S$", ["\x1c", "\x85", "a"], ["\ufeff", "\u3000"]),
    (r"^\D\W$", ["٣é", "a-"], ["1-", "aa"]),
    (r"\bé", ["aé"], ["é", " é"]),
    (r"^[\w-]+$", ["a-b", "_"], ["a b", ""]),
    (r"^[-\w]+$", ["a-b"], ["a b"]),
    (r"^[\w.-]+$", ["a.b-c"], ["a b", "a,b"]),
    (r"^[\s\d]$", ["\u3000", "5"], ["a", "٣"]),
    (r"^[[]$", ["["], ["]", "", "a"]),
    (r"^[\[\]]+$", ["[]"], ["a"]),
    (r"^[(?]$", ["(", "?"], [")"]),
    (r"^[(?:]$", ["(", "?", ":"], [")"]),
    (r"^[&&a]$", ["&", "a"], ["b"]),
    (r"^[||]$", ["|"], ["a"]),
    (r"^[~~]$", ["~"], ["a"]),
    (r"^[.$^]$", [".", "$", "^"], ["a"]),
    (r"^[^a]$", ["b", "\n"], ["a"]),
    (r"^[+-.]$", ["+", ",", "-", "."], ["/"]),
    (r"^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]),
    (r"^a{2}?$", ["aa"], ["a"]),
    (r"^(?:ab|c)+$", ["abc"], ["ac"]),
    (r"^(?=a)\w(?!c)", ["ab"], ["ac", "b"]),
    (r"^\x41\u0042\t\/\.$", ["AB\t/."], ["AB\t/x"]),
    (r"^https://[a-z]+\.(png|jpe?g)$", ["https://x.png", "https://x.jpg"], ["https://x.png\n", "http://x.png"]),
    (r"", ["", "x"], []),
]  # fmt: skip
REFUSED = [
    "(", ")", "[", "[a", "a**", "*", "a++", "a*+", "a?+", "a{2}+", "[]", "[^]", "[^]a]", "[]a]", "\\", "a\\", "\\\n",
    r"\1", r"(a)\1", r"\k<x>", r"\p{L}", r"\P{L}", r"\u{1F600}", r"\ud83d\ude00", r"\cA", r"\0", r"\x4", r"\u12",
    r"\A", r"\Z", r"\z", r"\B", r"\a", r"\N{BULLET}", r"\U0001F600", r"\8", r"\q", r"[\b]", r"[\B]", r"[\D]", r"[^\W]",
    "(?i)a", "(?P<n>a)", "(?<n>a)", "(?<=a)b", "(?<!a)b", "(?>a)", "(?#x)", "(?i:a)", "(?P=n)", "(?(1)a)", "(?",
    "a{,3}", "a{x}", "{", "a{1,2", "a{٣}", "[a--z]", "[+--]", "[--/]", r"[\w-z]", r"[!-\d]", r"[a-\d]", r"[\s-~]",
    "[z-a]", "a{3,2}", "a{1,99999999999999999999}", "(" * 500 + ")" * 499,
]  # fmt: skip

LITERAL = st.sampled_from("abzé9_ -😀\n")
CLASS = st.sampled_from(["[a-c]", "[^a-c]", "[ab9]", r"[\d_]", "[é-]", "[-a]"])
SHORT = st.sampled_from([r"\d", r"\w", r"\D", r"\W"])
ATOM = st.one_of(LITERAL, CLASS, SHORT, st.sampled_from([r"\.", r"\-", "."]))
REGULAR = st.recursive(
    ATOM,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{1,2}", "{2}", "*?"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize(("pattern", "matching", "others"), MEANS)
def test_translation_matches_ecma_semantics(
    pattern: str, matching: list[str], others: list[str]
) -> None:
    """A translated pattern finds what ECMA-262 finds and nothing else."""
    found = re.compile(to_python_regex(pattern))
    assert [text for text in matching if not found.search(text)] == []
    assert [text for text in others if found.search(text)] == []


@pytest.mark.parametrize("pattern", REFUSED, ids=lambda pattern: ascii(pattern)[:30])
def test_unportable_pattern_is_rejected(pattern: str) -> None:
    """A pattern that Python would read differently, or not at all, raises UnportablePattern."""
    with pytest.raises(UnportablePattern):
        to_python_regex(pattern)


@given(REGULAR, st.text(alphabet="abczé9٣_ -.😀\n\u2028", max_size=6))
def test_portable_syntax_matches_python_ascii_mode(pattern: str, text: str) -> None:
    """For syntax shared by both, the translation finds what Python's ASCII mode finds."""
    reference = pattern.replace(".", r"[^\n\r\u2028\u2029]").replace(r"\[^\n\r\u2028\u2029]", r"\.")
    expected = re.search(rf"\A(?:{reference})\Z", text, re.ASCII)
    try:
        translated = to_python_regex(f"^(?:{pattern})$")
    except SlowPattern:
        reject()
    assert bool(re.search(translated, text)) == bool(expected)


@given(st.text() | st.text(alphabet="a-[]^\\(?:=!){},1+*.$|&~<dwsbu"))
def test_any_pattern_is_translated_or_rejected(pattern: str) -> None:
    """Any text becomes a Python pattern that compiles without a warning, or raises UnportablePattern."""
    try:
        translated = to_python_regex(pattern)
    except UnportablePattern:
        return
    assert re.compile(translated)
