"""`if`, `then`, `else`, `not`: conditions."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.evolve.difference.claims import Claim, Pair, edited
from clientwright.evolve.difference.values import Edit

WORDS = ("if", "then", "else")


def claims(pair: Pair) -> Iterator[Claim]:
    """Compare conditions: the same `if` lets its consequences be compared, another may do anything."""
    if {w: pair.old.get(w) for w in WORDS} != {w: pair.new.get(w) for w in WORDS}:
        yield from _conditions(pair)
    if pair.old.get("not") != pair.new.get("not"):
        yield _not(pair)


def _conditions(pair: Pair) -> Iterator[Claim]:
    if "if" not in pair.old or "if" not in pair.new:
        added = "if" in pair.new
        edit = Edit.ADDED if added else Edit.REMOVED
        yield pair.claim("if", edit, shrinks=added, grows=not added, words=WORDS)
        return
    if pair.old["if"] != pair.new["if"]:
        yield pair.claim("if", Edit.CHANGED, shrinks=True, grows=True, words=WORDS)
        return
    for word in ("then", "else"):
        below = list(pair.inside(pair.old.get(word, {}), pair.new.get(word, {}), word))
        if pair.old.get(word, {}) != pair.new.get(word, {}):
            shrinks, grows = any(c.shrinks for c in below), any(c.grows for c in below)
            edit = edited(pair.edit(word), shrinks, grows)
            yield pair.claim(word, edit, shrinks=shrinks, grows=grows)


def _not(pair: Pair) -> Claim:
    if "not" in pair.old and "not" in pair.new:
        below = list(pair.inside(pair.old["not"], pair.new["not"], "not"))
        shrinks, grows = any(c.grows for c in below), any(c.shrinks for c in below)
    else:
        shrinks, grows = "not" in pair.new, "not" in pair.old
    edit = edited(pair.edit("not"), shrinks, grows)
    return pair.claim("not", edit, shrinks=shrinks, grows=grows)
