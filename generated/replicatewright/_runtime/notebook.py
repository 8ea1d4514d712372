# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""How values look in a notebook: tables, links, and players that load when they are clicked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from .input_faults import Fault, format_value
from .media_extensions import media_kind


def facts_table(facts: Iterable[tuple[str, object]]) -> str:
    """Return a table of names and values."""
    return _table((), ((name, format_value(value, 200)) for name, value in facts))


def result_page(known: Mapping[str, Any]) -> str:
    """Return a table of a result, and its output below."""
    output = known.get("output")
    show = getattr(output, "_repr_html_", None)
    facts = ((name, value) for name, value in known.items() if not show or value is not output)
    return facts_table(facts) + (show() if show else "")


def output_page(urls: Iterable[str], data: Mapping[str, Any]) -> str:
    """Return the media of an output, and a table of everything in it."""
    return media(urls) + facts_table(data.items())


def fault_table(faults: Iterable[Fault]) -> str:
    """Return a table of an input's faults."""
    return _table(("field", "fault", "found"), ((f.path, f.message, f.found) for f in faults))


def media(urls: Iterable[str]) -> str:
    """Return a link for each URL; media get a player that loads nothing before a click."""
    return "".join(map(_medium, urls))


def _medium(url: str) -> str:
    shown = _text(url)
    if not url.startswith(("https://", "http://")):
        return f"<div>{shown}</div>"
    link = f'<a href="{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'
    kind = media_kind(url)
    player = {
        "video": f'<video controls preload="none" src="{shown}" style="max-width:40em"></video>',
        "audio": f'<audio controls preload="none" src="{shown}"></audio>',
    }.get(kind or "", "")
    return f"<div>{link}</div>{player and f'<div>{player}</div>'}"


def _text(value: str) -> str:
    """Return text as HTML that can be encoded."""
    return escape(value.encode("utf-8", "replace").decode())


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    top = "".join(f"<th>{_text(cell)}</th>" for cell in head)
    lines = ("".join(f"<td>{_text(cell)}</td>" for cell in row) for row in rows)
    return (
        f"<table>{top and f'<tr>{top}</tr>'}{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
    )
