# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Where a key counts, and the fingerprint by which inputs are compared: keyed hashes, since inputs and tokens are secret."""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Mapping
from typing import Any

from ..media_values import media_values
from ..models import ClosedInput
from .account_names import IMPLICIT
from .base_urls import same_url
from .claim import Scope


def scope_of(base_url: str, account: str | None, token: str, salt: bytes) -> Scope:
    """Return where a client's keys count; an account without a name is known by its token."""
    return Scope(same_url(base_url), account or unnamed_account(token, salt))


def unnamed_account(token: str, salt: bytes) -> str:
    """Return the name that an account has by its token."""
    return IMPLICIT + _hash(salt, "account", token)[:32]


def fingerprint(
    salt: bytes,
    model: type[ClosedInput],
    body: Mapping[str, Any],
    fields: Collection[str] | None = None,
) -> str:
    """Return a keyed hash of an input, or of some of its fields.

    The order of keys does not count, and neither do queries and fragments of media URLs, which
    change whenever a URL is signed. 1 and 1.0 differ, as they do in a request.
    """
    counted = body if fields is None else {name: body[name] for name in fields if name in body}
    plain = json.loads(json.dumps(counted))
    for path, _, url in media_values(model, counted):
        if url.startswith(("http://", "https://")):
            _replace(plain, path, url.partition("#")[0].partition("?")[0])
    return _hash(salt, "input", json.dumps(plain, sort_keys=True, separators=(",", ":")))


def _replace(data: Any, path: Collection[str | int], value: str) -> None:
    *above, last = path
    for step in above:
        data = data[step]
    data[last] = value


def _hash(salt: bytes, what: str, text: str) -> str:
    return hmac.digest(salt, f"{what}\0{text}".encode(), "sha256").hex()
