# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Which names are those of one account: names and tokens that were used together, over any number of steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .claim import Claim
from .store import Row

Execute = Callable[[str, Sequence[object]], list[Row]]
IMPLICIT = "token:"
"""How the name of an account begins that only its token names."""
_SAME = """WITH RECURSIVE ties (token, name) AS (
    SELECT substr(name, 1, length(name) - length(value) - 1), value
    FROM job_journal_settings WHERE substr(name, 1, ?) = ?
), same (name) AS (
    SELECT CAST(? AS TEXT) UNION SELECT CAST(? AS TEXT)
), found (name) AS (
    SELECT name FROM same
    UNION
    SELECT CASE WHEN ties.token = found.name THEN ties.name ELSE ties.token END
    FROM found JOIN ties ON found.name IN (ties.token, ties.name)
)
SELECT name FROM found"""
"""A setting `<name by the token> <name>` says that a token was used with a name."""


def accounts_of(execute: Execute, claim: Claim) -> tuple[str, ...]:
    """Return the names of a claim's account, its own first, and note that its token has this name."""
    tie(execute, claim)
    own = claim.scope.account
    return names_of(execute, own, own if claim.unnamed is None else claim.unnamed)


def tie(execute: Execute, claim: Claim) -> None:
    """Note that the token of a claim was used with its account's name."""
    own, unnamed = claim.scope.account, claim.unnamed
    if unnamed in (None, own):
        return
    name = f"{unnamed} {own}"
    if not execute("SELECT 1 FROM job_journal_settings WHERE name = ?", (name,)):
        insert = (
            "INSERT INTO job_journal_settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING"
        )
        execute(insert, (name, own))


def names_of(execute: Execute, own: str, unnamed: str) -> tuple[str, ...]:
    """Return the names of an account, its own first; `unnamed` is the one that it has by its token.

    Whatever names one token was used with, they are one account, and so are all tokens that were
    used with one name: a key that was used by one of them is used.
    """
    rows = execute(_SAME, (len(IMPLICIT), IMPLICIT, own, unnamed))
    return tuple(dict.fromkeys((own, *sorted(name for (name,) in rows))))
