"""URLs in texts that others read: without query, fragment and login, any of which may let anybody in."""

from __future__ import annotations

import re

_SCHEME = r":(?:\\?/){2}"  # JSON may escape the slashes
_LOGIN = re.compile(rf"({_SCHEME})[^\s/?#]*@")
_ODD_LOGIN = re.compile(rf"({_SCHEME})[^\s/?#]*[?#][^\s/]*@\S*")
_REST = re.compile(rf"({_SCHEME})([^\n]*)")
_QUERY = re.compile(r"[?#]\S+(?:[^\n?#]*&\S*)?")
"""A query may have blanks in a value, but then there is mostly an & later in the line."""


def without_queries(text: str) -> str:
    """Return text with its URLs, of any scheme, cut before query and fragment, and without logins.

    A path may have blanks and quotes, so what follows a later `?` or `#` in the line of a URL
    is cut up to the next blank.
    """
    text = _ODD_LOGIN.sub(r"\1", text)
    text = _LOGIN.sub(r"\1", text)
    return _REST.sub(lambda found: found[1] + _QUERY.sub("", found[2]), text)
