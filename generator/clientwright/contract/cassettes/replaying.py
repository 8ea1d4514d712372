"""Replay a cassette: the calls of a block get the recorded answers, and nothing reaches the network."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from threading import Lock

from clientwright.contract.cassettes import files, tape
from clientwright.contract.cassettes.blocking import no_network
from clientwright.contract.cassettes.matching import below_base, roots
from clientwright.contract.cassettes.problems import Unused
from clientwright.contract.cassettes.reel import Reel
from clientwright.contract.cassettes.scrub.traffic import Cleaner
from clientwright.contract.cassettes.values import BASE, Answer, Call, Cassette, Header, Raw


@dataclass(frozen=True, slots=True)
class Replay:
    """A cassette that is being replayed."""

    cassette: Cassette
    reel: Reel

    @property
    def header(self) -> Header:
        """What was recorded, against what, when and by which spec."""
        return self.cassette.header

    @property
    def unused(self) -> tuple[Call, ...]:
        """The recorded calls that have not been made so far."""
        return self.reel.unused


@contextmanager
def replay(path: str | PathLike[str], *, allow_unused: bool = False) -> Generator[Replay]:
    """Answer the calls of httpx, httpx2 and other libraries from a cassette while the block lasts.

    Any host and any token do. `allow_unused` lets recorded calls go unmade.

    Raises:
        UnusableCassette: the file is no cassette.
        Unrecorded: a call was made that is not in it (raised where the call is made).
        AlreadySpent: a job was submitted more often than it was recorded (likewise).
        OutOfOrder: a call was recorded after one that was not made yet (likewise).
        NetworkBlocked: something else reached for the network (likewise).
        Unused: the block ended, and recorded calls were never made.
    """
    cassette = files.read(Path(path))
    with replaying(cassette, str(path), allow_unused=allow_unused) as found:
        yield found


@contextmanager
def replaying(cassette: Cassette, name: str, *, allow_unused: bool = False) -> Generator[Replay]:
    """Do the same with a cassette that is already read; `name` stands for it in errors."""
    found = Replay(cassette, Reel(name, cassette.interactions))
    with no_network(), tape.played(_Player(found).answer):
        yield found
    if found.unused and not allow_unused:
        raise Unused(name, [str(call) for call in found.unused])


class _Player:
    """Makes a recorded call of a request, and the caller's answer of a recorded one."""

    def __init__(self, found: Replay) -> None:
        self.reel, self.lock = found.reel, Lock()
        self.roots = roots([one.call for one in found.cassette.interactions])
        self.cleaner = Cleaner(self.roots, hide_prompts=found.header.prompts_hidden)

    def answer(self, raw: Raw) -> Answer:
        """Give the answer to a request."""
        (one,), _ = self.cleaner.clean([raw])
        with self.lock:
            answer = self.reel.answer(one.call)
        base, _, _ = below_base(raw.url, self.roots)
        return replace(answer, body=answer.body.replace(BASE.encode(), base.encode()))
