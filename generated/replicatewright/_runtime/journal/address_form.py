# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""How the address of a journal in PostgreSQL is written, and what is meant as one but is none.

Nothing of such a text may be shown, since it may have a password.
"""

from __future__ import annotations

import re

FORM = (
    "journal looks like an address, but it cannot be read; an address is written as "
    "postgresql://user:password@host:5432/database, with / ? # @ : and % in the user "
    "and the password as %2F %3F %23 %40 %3A and %25, and no spaces around it"
)
_SCHEME = re.compile(
    r"(?:.*[^A-Za-z0-9._/\\-])?postgres(?:ql)?[+\w]*\s*:", re.IGNORECASE | re.DOTALL
)
_KEY_VALUE = re.compile(
    r"(?:.*\s)?(?:host|hostaddr|port|dbname|user|password|passfile|service|sslmode)\s*=",
    re.IGNORECASE | re.DOTALL,
)
_PASSWORD = re.compile(
    r"\s*(?![A-Za-z][A-Za-z0-9+.-]+://|file:)"
    r"(?:[A-Za-z][A-Za-z0-9+.-]+:[^/\s]*@|[^/\s\\]+:\S*@[^\s/]+/[^\s/]+\s*$)"
)
"""`mysql:user:password@…`, `user:password@host/name`; but not `mysql://…`, whose scheme can be told."""


def is_misspelled_address(target: str) -> bool:
    """Return whether a text that does not begin as an address of PostgreSQL is meant as one, or as a similar one."""
    return any(form.match(target) for form in (_SCHEME, _KEY_VALUE, _PASSWORD))
