# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The address of a journal in PostgreSQL: how to connect, and its name for messages, without the password."""

from __future__ import annotations

import re

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ..errors import ConfigurationError
from .address_form import FORM

DEFAULTS = {
    "connect_timeout": "10",
    "target_session_attrs": "read-write",
    "keepalives_idle": "10",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "40000",
    "application_name": "job journal",
}
"""How to connect, unless the address says otherwise: to a primary, and with an end if the network is gone."""
ALWAYS = {"client_encoding": "utf8"}
"""How to connect, whatever the address says."""
_PARTS = re.compile(r"postgres(?:ql)?://([^/?]*)(?:/([^?]*))?")


def read_address(address: str) -> tuple[str, str]:
    """Return the name of a database for messages, and how to connect to it.

    Raises:
        ConfigurationError: it is not the URL of a database; the message never has the password.
    """
    found = _PARTS.match(address)
    try:
        facts = conninfo_to_dict(address)
    except (psycopg.Error, ValueError):
        facts = {}
    host, port = str(facts.get("host") or ""), str(facts.get("port") or "")
    unclear = (
        not address.isprintable()
        or address != address.strip()
        or "@" in host
        or not re.fullmatch("[0-9,]*", port)
    )
    if not found or not facts or unclear or "@" in (found[2] or ""):
        raise ConfigurationError(FORM) from None
    user = f"{facts['user']}@" if facts.get("user") else ""
    place = f"{host}:{port}" if port else host
    return (
        f"postgresql://{user}{place}/{facts.get('dbname') or ''}",
        make_conninfo(address, **{n: v for n, v in DEFAULTS.items() if n not in facts}, **ALWAYS),
    )
