"""Answers in which the service repeats the token: they are shown without it, and have what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from . import wire
from .redaction import data_without_token

AnswerT = TypeVar("AnswerT")


def show(answer: object, shown: object) -> None:
    """Let an answer be shown as another one."""
    object.__setattr__(answer, "_shown", shown)


def parse_shown(
    parse: Callable[[Mapping[str, Any]], AnswerT], data: Mapping[str, Any], token: str
) -> AnswerT:
    """Parse an answer that is shown without the token.

    Raises:
        ValueError: it cannot be parsed.
    """
    answer, shown = parse(data), data_without_token(data, token)
    if shown is not data:
        named = {wire.REQUEST_ID: data[wire.REQUEST_ID]} if wire.REQUEST_ID in data else {}
        show(answer, parse({**shown, **named}))
    return answer
