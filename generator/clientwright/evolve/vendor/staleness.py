"""A copy held to specs: what they would now give otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clientwright.emit.copies import asked_before, copy_of
from clientwright.emit.lock import Lock
from clientwright.emit.standing import stand
from clientwright.errors import ProblemsError
from clientwright.evolve.vendor.choosing import choose, lost
from clientwright.evolve.vendor.problems import of_copy
from clientwright.problems import Problem
from clientwright.specs.model import Specs


def against_specs(package: Path, lock: Lock, specs: Specs) -> Iterator[Problem]:
    """Give a problem for every file that the specs would now give otherwise; the lock is not believed.

    What `generate` wrote is no copy, and is told as `generate --check` tells it.
    """
    asked = asked_before(lock.options)
    choice = choose(specs, asked or ("*",))
    yield from lost(package, choice)
    if not choice.specs.endpoints:
        return
    copy = None if asked is None else copy_of(choice.specs, asked, lock.http)
    try:
        done = stand(choice.specs, package, http=lock.http, check=True, copy=copy)
    except ProblemsError as blocked:
        yield from blocked.problems
        return
    yield from done.problems if copy is None else map(of_copy, done.problems)
