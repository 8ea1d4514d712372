# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What a caller says about a submit to the journal, checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NamedTuple

from ..endpoint import Endpoint
from ..errors import ConfigurationError
from ..input_faults import format_value
from .claim import NO_CEILING, Ceiling, Claimed
from .client_journal import ClientJournal
from .names import check_name, exact_text


class SubmitOptions(NamedTuple):
    """A submit's key, the fields that count for it, and its place and price in a batch.

    `before` is called in whatever thread before a job is bought, not before one is joined; what it
    raises prevents the submit. `claimed` is called with each answer of the journal to the claim,
    `told` with the request id that the provider's answer names, before it is noted.
    """

    once: str | None = None
    once_on: Sequence[str] | None = None
    again: bool = False
    batch: str | None = None
    position: int | None = None
    price: Decimal | None = None
    ceiling: Ceiling = NO_CEILING
    before: Callable[[], object] | None = None
    claimed: Callable[[Claimed], object] = bool
    told: Callable[[str], object] = str

    @property
    def has_key(self) -> bool:
        """Whether the submit may join a job that was bought before."""
        return self.once is not None or self.batch is not None

    def key(self, fingerprint: str) -> str | None:
        """Return the key; that of a place in a batch names the batch, the place and the input."""
        if self.batch is None:
            return self.once
        return f"batch {self.batch} {self.position} {fingerprint[:32]}"


def submit_options(
    journal: ClientJournal | None, once: object, once_on: object, again: object
) -> SubmitOptions:
    """Return the options of a submit.

    Raises:
        ConfigurationError: one cannot be used, or lacks what it needs.
    """
    given = {"once": once is not None, "once_on": once_on is not None, "again": again is not False}
    named = [name for name, is_given in given.items() if is_given]
    if named and journal is None:
        raise ConfigurationError(
            f"{named[0]} needs a journal: make the client with journal=..., such as "
            "journal='jobs.sqlite'; nothing was sent."
        )
    if not isinstance(again, bool):
        raise ConfigurationError(f"again is {format_value(again)}; it must be True or False.")
    if once is None and named:
        raise ConfigurationError(
            f"{named[0]} needs a key: pass once=... as well; nothing was sent."
        )
    return SubmitOptions(
        None if once is None else check_name("once", once), _fields(once_on), again
    )


def _fields(once_on: Any) -> tuple[str, ...] | None:
    if once_on is None:
        return None
    try:
        names: list[Any] = [] if isinstance(once_on, str) else [*once_on]
    except TypeError:
        names = []
    if not names or not all(isinstance(name, str) for name in names):
        raise ConfigurationError(
            f"once_on is {format_value(once_on)}; it must be a list of field names, "
            "such as ('prompt', 'duration'); nothing was sent."
        )
    return tuple(map(exact_text, names))


def wire_names(endpoint: Endpoint[Any, Any], fields: Sequence[str] | None) -> list[str] | None:
    """Return the API's names of fields, which callers name as in Python or as in the API.

    Raises:
        ConfigurationError: the endpoint has no such field.
    """
    if fields is None:
        return None
    found = endpoint.input.model_fields
    aliases = {name: field.alias or name for name, field in found.items()}
    known = {**{alias: alias for alias in aliases.values()}, **aliases}
    for name in fields:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else "."
            raise ConfigurationError(
                f"once_on names {name!r}, which is not a field of the input{hint} Nothing was sent.",
                endpoint=endpoint.id,
            )
    return sorted({known[name] for name in fields})
