"""Print an explanation, wrapped to the terminal's width in any script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

from clientwright.cli.console import make_console
from clientwright.cli.explain_data import Explanation
from clientwright.cli.explain_fields import Choice, FieldExplanation
from clientwright.cli.printer import escape_unsafe

_DEFAULTS_NOTE = "The provider uses documented defaults for fields that you leave out; the client never sends them."
_RETIRED_NOTE = (
    "The provider no longer lists this endpoint. Its spec is kept, but no client is generated "
    "and nothing is tested. "
    "Delete the file to drop it; remove `retired` and `catalogue` from it to generate it anyway."
)
_Line = tuple[int, Text]
"""The indentation of a line in columns, and its text."""


def print_explanation(explanation: Explanation) -> None:
    """Print an explanation section by section."""
    out = make_console()
    for part in _SECTIONS:
        _print_wrapped(out, part(explanation))


def _print_wrapped(out: Console, lines: Iterator[_Line]) -> None:
    for indent, text in lines:
        for row in text.wrap(out, out.width - indent, overflow="fold") or [Text()]:
            row.rstrip()
            out.print(Text(" " * indent if row else "") + row, no_wrap=True)


def _title_lines(it: Explanation) -> Iterator[_Line]:
    yield 0, _escaped_text(it.id, "bold")
    yield from ((0, _escaped_text(text)) for text in (it.title, it.description) if text)
    if it.locales and it.locale not in it.locales:
        yield (
            0,
            _escaped_text(
                f"There are no descriptions in {it.locale} (known: {', '.join(it.locales)}).", "dim"
            ),
        )
    if it.retired:
        yield from _heading("Retired")
        yield 2, _escaped_text(_RETIRED_NOTE)
    else:
        yield from _heading("Python")
        yield 2, _escaped_text(it.call, "cyan")
    yield from _catalogue(it)


def _catalogue(it: Explanation) -> Iterator[_Line]:
    """Yield kind, categories and price, as the catalogue had them at the last sync."""
    rows = (
        ("kind", it.kind),
        ("categories", ", ".join(it.categories)),
        ("price", it.price),
    )
    yield from _heading("Catalogue (at the last sync)", any(text for _, text in rows))
    yield from ((2, _escaped_text(f"{name}: {text}")) for name, text in rows if text)


def _inputs(it: Explanation) -> Iterator[_Line]:
    yield from _heading("Inputs")
    if any(field.default is not None for field in it.inputs):
        yield 2, _escaped_text(_DEFAULTS_NOTE, "dim")
    yield from _fields(it.inputs, "the whole input")
    if it.untold:
        yield (
            2,
            _escaped_text(f"More about the whole input is in the spec: {', '.join(it.untold)}."),
        )


def _rules(it: Explanation) -> Iterator[_Line]:
    yield from _heading("Rules", it.rules)
    for rule in it.rules:
        yield 2, _escaped_text(rule.sentence)
        yield 4, _escaped_text(f"{rule.kind}, {rule.source}", "dim")


def _unreachable(it: Explanation) -> Iterator[_Line]:
    yield from _heading("Never reached", it.unreachable)
    for found in it.unreachable:
        bound = f"{found.keyword} {found.written} of {found.at}"
        yield (
            2,
            _escaped_text(
                f"{bound}: at most {found.reachable} can be reached, because {found.why}."
            ),
        )


def _media(it: Explanation) -> Iterator[_Line]:
    yield from _heading("Media", it.media)
    yield from ((2, _escaped_text(text)) for text in it.media)


def _outputs(it: Explanation) -> Iterator[_Line]:
    yield from _heading("Output", it.outputs)
    yield from _fields(it.outputs, "the whole output", optional="")


def _notes(it: Explanation) -> Iterator[_Line]:
    yield from _heading("Notes", it.notes)
    yield from ((2, _escaped_text(note)) for note in it.notes)


def _calls(it: Explanation) -> Iterator[_Line]:
    """Yield the calls of a job, and how long its result is kept."""
    yield from _heading(f"Calls, below {escape_unsafe(it.base_url)}", it.calls)
    for one in it.calls:
        yield 2, _escaped_text(f"{one.operation:<6}  {one.call}")
        yield from ((10, _escaped_text(fact, "dim")) for fact in one.facts)
    if it.calls:
        yield 2, _escaped_text(it.retention)


def _uncertain(it: Explanation) -> Iterator[_Line]:
    yield from _heading("Not certain of the service", it.uncertain)
    yield from ((2, _escaped_text(text)) for text in it.uncertain)


_SECTIONS: tuple[Callable[[Explanation], Iterator[_Line]], ...] = (
    _title_lines,
    _inputs,
    _rules,
    _unreachable,
    _media,
    _outputs,
    _calls,
    _uncertain,
    _notes,
)


def _heading(title: str, content: object = True) -> Iterator[_Line]:
    """Yield a blank line and a heading, if the section has content."""
    if content:
        yield 0, Text()
        yield 0, _escaped_text(title, "bold")


def _fields(
    fields: Sequence[FieldExplanation], whole: str, optional: str = ", optional"
) -> Iterator[_Line]:
    """Yield the lines of fields, those of each choice indented below its name."""
    last: tuple[Choice, ...] = ()
    for field in fields:
        for n, choice in enumerate(field.choices):
            if field.choices[: n + 1] != last[: n + 1]:
                name = f"one choice of {choice.path or whole}: {choice.name}"
                yield 2 + 2 * n, _escaped_text(name, "bold")
        last = field.choices
        for indent, line in _field(field, whole, optional):
            yield indent + 2 * len(last), line


def _field(field: FieldExplanation, whole: str, optional: str) -> Iterator[_Line]:
    """Yield the lines of a field; `whole` is the name of the one without a path."""
    head = _escaped_text(field.path or whole, "cyan")
    need = "" if not field.path else ", required" if field.required else optional
    head.append(f"  {escape_unsafe(field.type)}{need}")
    yield 2, head
    default = () if field.default is None else (f"documented default {field.default}",)
    facts = "; ".join((*field.bounds, *default))
    if facts:
        yield 6, _escaped_text(facts)
    yield from ((6, _escaped_text(text, "dim")) for text in field.description.splitlines() if text)


def _escaped_text(text: str, style: str = "") -> Text:
    return Text(escape_unsafe(text), style=style, overflow="fold")
