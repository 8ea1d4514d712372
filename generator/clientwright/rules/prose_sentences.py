"""The sentences of a description, and which of them others beside them limit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clientwright.rules.language import has_sign

_END = re.compile(r"(?<=[。!?!?;;؟؛।॥۔])|(?<=[.])(?=\s)|\n+")
"""Ends of sentences, in languages that write `.`, `。`, `؟` or `।`. Thai writes none: its sentences are read together."""

_LINE_BREAK = re.compile(r"[ \t]*\r?\n[ \t]*(?=[^\s])")
_PARAGRAPHS = re.compile(r"\n\s*\n")
_LONGEST_SIGN = 400
"""The longest heading, or sentence that limits another, in characters."""
_FARTHEST = 10
"""How many sentences back the rule is looked for that a sentence limits."""
_BULLET = re.compile(r"[-*•–]\s|[0-9]{1,2}[.)]\s")
_NEUTRAL = re.compile(
    r"\W*(?:notes?|rules?|limits?|limitations?|constraints?|requirements?|restrictions?|important)\W*",
    re.I,
)
"""Headings that say nothing of the sentences below them."""


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text; one that others beside it limit, or that stands below a heading, has them with it."""
    found, heading, qualified = list[str](), "", ""
    for paragraph in _PARAGRAPHS.split(_unwrapped(text)):
        qualified = qualified if found and found[-1] == qualified else ""
        for part in filter(None, map(str.strip, _END.split(paragraph))):
            if qualified:
                found[-1] += f" {part}"
            elif heading and (found[-1] == heading or _BULLET.match(part)):
                found[-1:] = [*(found[-1:] if found[-1] != heading else []), f"{heading} {part}"]
            elif n := _limited_sentence(found, part):
                found[-n:] = [" ".join([*found[-n:], part])]
            else:
                opens = part[-1] in ":：" and len(part) <= _LONGEST_SIGN
                heading = part if opens and not _NEUTRAL.fullmatch(part) else ""
                found.append(part)
            qualified = qualified or (found[-1] if _is_qualifier(part) else "")
    return found


def _unwrapped(text: str) -> str:
    """Return a text in which a line that goes on in the next, or that the next goes on with, is one with it."""

    def joined(match: re.Match[str]) -> str:
        before, after = match.string[: match.start()], match.string[match.end() :]
        goes_on = after[:1].islower() or after[:1] in "([{`'\"“‘«,;/&+0123456789"
        ends = before[-1:] in "\n.。!！?？:：;；؟؛।॥۔" or _BULLET.match(after)
        return " " if before[-1:] in ",，、&+/(" or (goes_on and not ends) else match[0]

    return _LINE_BREAK.sub(joined, text)


def _limited_sentence(found: Sequence[str], part: str) -> int:
    """Return how many sentences back the one is that a part limits; 0 if it limits none."""
    if not found or len(part) > _LONGEST_SIGN:
        return 0
    bare = part.lstrip("([{*_-–•—\"'“ ")
    begins = any(has_sign(one, "limit", form=True) for one in (part, bare))
    limits = begins or _is_qualifier(part) or has_sign(part, "waiver")
    if not limits:
        return 0
    near = reversed(found[-_FARTHEST:])
    rules = (n for n, one in enumerate(near, 1) if has_sign(one[-_LONGEST_SIGN:], "rule"))
    return next(rules, 1)


def is_limited(sentence: str) -> bool:
    """Return whether a sentence has others with it that limit it, as `split_sentences` leaves them."""
    parts = [part.strip() for part in _END.split(sentence) if part.strip()]
    return len(parts) > 1 and (
        any(map(_is_qualifier, parts))
        or any(_limited_sentence(parts[:n], parts[n]) for n in range(1, len(parts)))
    )


def _is_qualifier(part: str) -> bool:
    return len(part) <= _LONGEST_SIGN and has_sign(part, "qualifier", form=True)
