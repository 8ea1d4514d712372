"""How a keyword is said in English, in each form that a sentence needs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context
from itertools import accumulate
from typing import Any

from clientwright.schema.equality import canonical_json

_LONGEST = 160
_TICKS = re.compile("`+")
_HUGE = 10**21
"""From here on, a number is written with an exponent."""
_SHORT = Context(prec=17)
"""With as many digits as tell floats apart; it has no greatest number, as floats have."""
_THIRD_PERSON = {"be": "is", "have": "has", "match": "matches", "contain": "contains"}


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one keyword.

    `must` follows "must" ("be at least 3"); `may` follows "may now" ("be as low as 3") and is
    empty for keywords that are no bounds. `bare`: a former value is written by itself ("it was 5").
    """

    must: Callable[[Any], str]
    may: str = ""
    bare: bool = False

    def requirement(self, value: Any) -> str:
        """Return what the keyword requires, in words that follow "must"."""
        return self.must(value)

    def promise(self, value: Any) -> str:
        """Return what the keyword requires, in words that follow the name of a field."""
        verb, _, rest = self.must(value).partition(" ")
        return f"{_THIRD_PERSON.get(verb, verb)} {rest}"

    def phrase(self, value: Any) -> str:
        """Return what the keyword requires, without a verb."""
        return self.must(value).partition(" ")[2]

    def permission(self, value: Any) -> str:
        """Return what a looser bound allows, in words that follow "may now"; empty for other keywords."""
        return self.may.format(show_number(value)) if self.may else ""


def bound_wording(must: str, may: str) -> Wording:
    """Return the wording of a bound of numbers."""
    return Wording(lambda value: must.format(show_number(value)), may)


def count_wording(noun: str, word: str, may: str) -> Wording:
    """Return the wording of a bound of a size."""
    return Wording(
        lambda count: f"have {word} {show_number(count)} {noun}{'s' * (count != 1)}", may
    )


def range_phrases(
    schema: Mapping[str, Any], ends: tuple[str, str], both: str, wording: Mapping[str, Wording]
) -> list[str]:
    """Return the phrase of a lower and an upper bound, as one where both are set."""
    lower, upper = (schema.get(keyword) for keyword in ends)
    if lower is not None and upper is not None:
        return [both.format(show_number(lower), show_number(upper))]
    return [wording[word].phrase(schema[word]) for word in ends if schema.get(word) is not None]


def show_number(value: Any) -> Any:
    """Return a number as it is written in sentences."""
    if not isinstance(value, (int, float)) or abs(value) < _HUGE:
        return value
    written = repr(value) if isinstance(value, float) else value
    return f"{_SHORT.create_decimal(written).normalize():g}"


def show_plain(value: object) -> str:
    """Return a text as it is, and any other value as JSON; so is a text whose ends would not be seen."""
    is_seen = isinstance(value, str) and value != "" and value == value.strip()
    return str(value) if is_seen else json.dumps(value, ensure_ascii=False)


def show_value(value: Any) -> str:
    """Return a value as JSON, shortened, and without backticks, which would begin code in Markdown."""
    return shorten(json.dumps(value, ensure_ascii=False).replace("`", "\\u0060"))


def show_values(values: Sequence[Any]) -> str:
    """Return values as JSON, the first few of many, none of them cut in favour of another."""
    shown = list(map(show_value, values))
    ends = list(accumulate(len(text) + 2 for text in shown))
    kept = max(1, sum(end <= _LONGEST for end in ends))
    more = len(shown) - kept
    return ", ".join(shown[:kept]) + (f" and {more} more" if more > 0 else "")


def show_code(text: str) -> str:
    """Return a text as code in Markdown: between more backticks than it has in a row."""
    fence = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    gap = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{gap}{text}{gap}{fence}"


def show_text(text: str) -> str:
    """Return a text of a document as it is written, as code if it has backticks."""
    return show_code(text) if "`" in text else text


def shorten(text: str) -> str:
    """Return a text of at most 160 characters."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def values_missing_from(values: Any, others: Any) -> str:
    """Return the values that are not among others, as text."""
    known = set(map(canonical_json, others))
    return show_values([value for value in values if canonical_json(value) not in known])
