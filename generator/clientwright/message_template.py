"""Message templates: sentences with placeholders for the values of a problem.

    {name}            the value as text
    {name!r}          its `repr`; other letters are conversions of the caller
    {name!q:200}      converted by a function that takes a limit
    {name:, }         the items of a tuple, each converted, joined by the text after the colon
    {name:, 5}        the first five of them, and the number of the others
    {name:one|other}  `one` if the value is true (of a number: if it is 1), otherwise `other`;
                      both are templates

A placeholder names an attribute. `{{` and `}}` are braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from inspect import signature
from string import Formatter

Conversions = Mapping[str, Callable[..., str]]

_LIST = re.compile(r"(.*\D)(\d*)", re.DOTALL)
"""What joins the items of a tuple, and how many of them are shown at most."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place in a template: a name, the letter of a conversion, and what follows the colon."""

    name: str
    conversion: str
    spec: str

    def __str__(self) -> str:
        conversion, spec = self.conversion and f"!{self.conversion}", self.spec and f":{self.spec}"
        return f"{{{self.name}{conversion}{spec}}}"

    @property
    def choice(self) -> tuple[str, str] | None:
        """The two templates that the value chooses from."""
        depths = [
            self.spec[:n].count("{") - self.spec[:n].count("}") for n in range(len(self.spec))
        ]
        at = [n for n, depth in enumerate(depths) if self.spec[n] == "|" and not depth]
        return (self.spec[: at[0]], self.spec[at[0] + 1 :]) if at else None

    @property
    def is_list(self) -> bool:
        """Whether the items of a tuple are shown."""
        return bool(self.spec) and not self.spec.isdecimal() and self.choice is None


def placeholders(template: str) -> Iterator[Placeholder]:
    """Yield every placeholder of a template, and those of its choices.

    Raises:
        ValueError: the braces do not match.
    """
    for _, placeholder in _parts(template):
        if placeholder:
            yield placeholder
            for branch in placeholder.choice or ():
                yield from placeholders(branch)


def fill_template(template: str, values: object, conversions: Conversions) -> str:
    """Return a template with attributes of `values` in its placeholders."""
    return "".join(
        text + (_shown(placeholder, values, conversions) if placeholder else "")
        for text, placeholder in _parts(template)
    )


def template_faults(
    template: str, types: Mapping[str, str], conversions: Conversions
) -> Iterator[str]:
    """Yield what is wrong with a template; `types` has the annotations of the names that it may use."""
    try:
        found = [*placeholders(template)]
    except ValueError as error:
        yield f"{template!r}: {error}"
        return
    known = _conversions(conversions)
    for one in found:
        if one.name not in types:
            yield f"{one} is none of its values and properties"
        elif one.conversion not in known:
            yield f"{one} has an unknown conversion"
        elif one.spec.isdecimal() and not _takes_limit(conversions.get(one.conversion)):
            yield f"{one} has a limit that its conversion ignores"
        elif not one.choice and one.is_list is not types[one.name].startswith("tuple["):
            yield f"{one} is a {types[one.name]}: only items of a tuple are joined"


def _conversions(more: Conversions) -> Conversions:
    return {"": str, "r": repr, **more}


def _takes_limit(convert: Callable[..., str] | None) -> bool:
    return convert is not None and len(signature(convert).parameters) > 1


def _parts(template: str) -> Iterator[tuple[str, Placeholder | None]]:
    for text, name, spec, conversion in Formatter().parse(template):
        yield text, None if name is None else Placeholder(name, conversion or "", spec or "")


def _shown(placeholder: Placeholder, values: object, conversions: Conversions) -> str:
    value = getattr(values, placeholder.name)
    if placeholder.choice:
        chosen = value == 1 if isinstance(value, int) else bool(value)
        return fill_template(placeholder.choice[not chosen], values, conversions)
    convert = _conversions(conversions)[placeholder.conversion]
    if placeholder.is_list:
        return _joined([convert(item) for item in value], placeholder.spec)
    return convert(value, int(placeholder.spec)) if placeholder.spec else convert(value)


def _joined(items: list[str], spec: str) -> str:
    found = _LIST.fullmatch(spec)
    separator, most = found.groups() if found else (spec, "")
    shown = items[: int(most)] if most else items
    more = len(items) - len(shown)
    return separator.join(shown) + (f" and {more} more" if more else "")
