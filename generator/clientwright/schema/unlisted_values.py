"""Values next to a list of values, as implementations let them in by mistake: misread, with blanks, of the same form.

An implementation that strips texts takes `" 16:9"`; one that checks a pattern or a range instead of
the list takes `21:9` beside `16:9`, and 7 beside 5 and 10.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from clientwright.io.json_types import is_dict, is_list
from clientwright.schema.equality import equals_any
from clientwright.schema.misread_text import fold_case
from clientwright.schema.types import json_type_of

Edit = Callable[[Any], Any]
"""Changes a value that it applies to, and returns any other as it is."""
_DIGITS = re.compile("[0-9]+")
_USUAL: Sequence[tuple[str, ...]] = (
    ("21:9", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16", "1:1"),
    ("1024x768", "768x1024", "1024x1024", "1280x720", "1920x1080", "512x512"),
    ("720p", "1080p", "480p", "2160p"),
    ("7s", "15s", "10s", "5s"),
    ("30fps", "60fps", "24fps"),
)
"""Values of forms that are usual in documentation: ratios, sizes, resolutions, durations, rates."""
_MOST = 4
_LARGEST = 10**15
"""Numbers beyond it are left alone: half a step may not change them."""


def _swap_case(value: Any) -> Any:
    return value.swapcase() if isinstance(value, str) else value


def _fold_letter(value: Any) -> Any:
    """Replace a letter by one outside ASCII that is the same in the other case: U+212A is a K."""
    for n, character in enumerate(value if isinstance(value, str) else ""):
        if others := fold_case(character).replace(character.swapcase(), ""):
            return value[:n] + others + value[n + 1 :]
    return value


def _change_value(value: Any) -> Any:
    if isinstance(value, str):
        return f"{value}x"
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value + 1000003 if whole or isinstance(value, float) else value


def _surround(before: str, after: str) -> Edit:
    return lambda value: f"{before}{value}{after}" if isinstance(value, str) else value


MISREAD: Mapping[str, Edit] = {"case": _swap_case, "folded": _fold_letter, "foreign": _change_value}
"""By name, how a listed value becomes one that is not: in another case, with a folded letter, foreign."""

WITH_BLANKS: Mapping[str, Edit] = {
    "blank-before": _surround(" ", ""),
    "blank-after": _surround("", " "),
    "line-end": _surround("", "\n"),
}
"""The same by a blank around a text; before a line end, `$` matches in some dialects."""


def name_values(values: Sequence[Any]) -> dict[str, Any]:
    """Return names for values: text as it is, anything else as JSON, in brackets if a text has that name."""
    texts = {value: value for value in values if isinstance(value, str)}
    others = {json.dumps(value): value for value in values if not isinstance(value, str)}
    return texts | {f"({name})" if name in texts else name: v for name, v in others.items()}


def similar_values(listed: Sequence[Any], fits: Callable[[Any], bool]) -> list[Any]:
    """Return some values that fit, are not listed and have the form of one that is, the usual ones first."""
    found: list[Any] = []
    for value in (*_similar_texts(listed), *_similar_numbers(listed)):
        if len(found) < _MOST and not equals_any(value, [*listed, *found]) and fits(value):
            found.append(value)
    return found


def unlike_values(listed: Sequence[Any], fits: Callable[[Any], bool]) -> list[Any]:
    """Return a value that fits, is not listed and has the type of one that is, and one of another type."""
    kinds = set(map(json_type_of, listed))
    found: dict[bool, Any] = {}
    for value in (*_edited_values(listed), *_SMALL):
        is_like = json_type_of(value) in kinds
        if is_like not in found and not equals_any(value, listed) and fits(value):
            found[is_like] = value
    return [found[is_like] for is_like in sorted(found, reverse=True)]


_SMALL: tuple[Any, ...] = (False, True, 0, None, "", [], {}, "a", 1.5, 1, [1], {"a": 1})
"""Small values of every type; some languages take some of them for the same."""


def _edited_values(listed: Sequence[Any]) -> Iterator[Any]:
    """Yield listed arrays and objects with one part more or less."""
    for value in listed:
        if is_list(value):
            yield from ([*value, last] for last in (*value[-1:], *_SMALL))
            yield from [value[:-1]] if value else ()
        elif is_dict(value):
            yield from ({**value, "a": inner} for inner in _SMALL)
            yield from ({k: v for k, v in value.items() if k != name} for name in value)


def _similar_texts(listed: Sequence[Any]) -> Iterator[str]:
    """Yield texts that differ from a listed one in their numbers."""
    texts = [value for value in listed if isinstance(value, str) and _DIGITS.search(value)]
    forms = dict.fromkeys(map(_form, texts))
    yield from (value for usual in _USUAL for value in usual if _form(value) in forms)
    for step in (1, 2):
        yield from (_move_last_number(value, step) for value in texts)


def _form(text: str) -> str:
    """Return a text with each of its numbers replaced by the same sign."""
    return _DIGITS.sub("#", text)


def _move_last_number(text: str, step: int) -> str:
    """Return a text with a larger last number; zeros before it stay, and a very long one too."""
    *_, last = _DIGITS.finditer(text)
    if len(last[0]) > len(str(_LARGEST)):
        return text
    number = str(int(last[0]) + step).zfill(len(last[0]))
    return text[: last.start()] + number + text[last.end() :]


def _similar_numbers(listed: Sequence[Any]) -> Iterator[int | float]:
    """Yield numbers between the listed ones, then beside them: a range has them, and the list has not."""
    numbers = sorted({value for value in listed if _is_small_number(value)})
    for low, high in pairwise(numbers):
        yield low + (high - low) // 2
        yield low + (high - low) / 2
    yield from (value + step for step in (1, -1) for value in numbers)


def _is_small_number(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and abs(value) <= _LARGEST
