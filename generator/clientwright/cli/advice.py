"""Commands in messages, with the options that the user gave: advice can be copied as it is."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Self

import click
from click.core import ParameterSource

_COMMAND = re.compile(r"\bclientwright (?P<name>[a-z]+)\b")
_CASSETTES = {"record": "into", "update": "cassettes", "contract": "cassettes"}
"""By command, its option for the folder of cassettes."""

_META_KEY = "clientwright.command"
_COPIES = {"vendor": "into"}
_SHARED = ("specs", "out")
"""Options that mean the same in every command that has them."""


def with_own_options(text: str) -> str:
    """Return a message whose commands have the user's own folders, as far as they take them."""
    context = click.get_current_context(silent=True)
    here = context.meta.get(_META_KEY) if context else None
    return _COMMAND.sub(lambda found: _completed(here, found), text) if here else text


class CommandContext(click.Context):
    """A command's context that is still known when the group reports the command's error."""

    def __enter__(self) -> Self:
        """Enter the context, and remember it for the run."""
        self.meta[_META_KEY] = self
        return super().__enter__()


def _completed(context: click.Context, found: re.Match[str]) -> str:
    """Return a command with the options after its name; text after it is unchanged."""
    rest = found.string[found.end() :].partition("'")[0].split()
    pairs = (pair for pair in _options(context, found["name"]) if pair[0] not in rest)
    words = [part for pair in pairs for part in pair]
    return " ".join([found[0], *map(shlex.quote, words)])


def _options(context: click.Context, name: str) -> Iterator[tuple[str, str]]:
    """Yield flag and value of every option that the user gave and the command `name` has too."""
    group = context.find_root().command
    advised = group.get_command(context, name) if isinstance(group, click.Group) else None
    flags = {param.name: param.opts[0] for param in advised.params} if advised else {}
    here = context.info_name or ""
    pairs = [(option, option) for option in _SHARED]
    for roles in (_CASSETTES, _COPIES):
        if here in roles and name in roles:
            pairs.append((roles[here], roles[name]))
    for mine, theirs in pairs:
        given = context.get_parameter_source(mine) is ParameterSource.COMMANDLINE
        if given and theirs in flags:
            yield flags[theirs], str(context.params[mine])
