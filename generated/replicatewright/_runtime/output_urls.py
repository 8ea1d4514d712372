# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The URLs in an output, whatever its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .input_faults import is_dict, is_list

_URL = re.compile(r"https?://[^\s\"'<>]+")


def urls_in(data: Any) -> Iterator[str]:
    """Yield the URLs in the texts of JSON data, in their order."""
    todo = [data]  # no recursion, since a program may be deep in calls of its own
    while todo:
        one = todo.pop()
        if isinstance(one, str):
            yield from _URL.findall(one)
        elif is_dict(one) or is_list(one):
            todo += [*(one.values() if is_dict(one) else one)][::-1]
