"""A program that claims keys: `python claiming.py TARGET COUNT`, or `python claiming.py TARGET hold KEY [SECONDS]`.

When its input ends, it notes the request that a line there names, if any.
"""

from __future__ import annotations

import random
import sys

from clientwright.runtime.journal.open_journal import open_journal
from runtime.journal.claims import a_claim


def buy_all(target: str, count: int) -> None:
    """Claim each of the keys once, in an order of this process's own; print those to buy."""
    journal = open_journal(target)
    keys = [f"key-{n}" for n in range(count)]
    for key in random.sample(keys, count):
        entry, verdict, _ = journal.claim(a_claim(key))
        if verdict == "buy":
            print(key, flush=True)
            journal.accepted(entry, f"request-of-{key}")


def hold(target: str, key: str, seconds: str = "0") -> None:
    """Claim a key, print the entry's number and wait for the end while the submit seems on its way."""
    journal = open_journal(target)
    entry, verdict, _ = journal.claim(a_claim(key, seconds=float(seconds)))
    print(entry.id, verdict, flush=True)
    if request := sys.stdin.read().strip():
        journal.accepted(entry, request)
    journal.close()


if __name__ == "__main__":
    where, what, *key = sys.argv[1:]
    hold(where, *key) if key else buy_all(where, int(what))
