"""No token in errors, in answers that are shown, and in a journal, even where a service repeats it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

from .service import SHORTEST_SECRET

TELLING_NAME = re.compile(
    r"cookie|auth|token|secret|passw|pwd|credential|signature|jwt|session|(api|access).?key"
    r"|(^|[^a-z])(key|sig|hmac|pass|passphrase)$"
)
"""Names, in small letters, of what is most likely a secret."""
AnswerT = TypeVar("AnswerT")
HIDDEN = "***"
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
SHORTEST = SHORTEST_SECRET
"""Characters of a piece of a token that is hidden, too: texts are cut, so that only a piece may be left."""


def without_token(text: str, token: str) -> str:
    """Return a text without the token, and without long pieces of it; of a short one only whole words.

    Pieces in other letters count too: hosts and the types of files are told in small ones.
    """
    if len(token) < SHORTEST:
        return without_whole(text, token)
    pieces = {token[n : n + SHORTEST].lower() for n in range(len(token) - SHORTEST + 1)}
    lowered = text.lower()
    if not any(piece in lowered for piece in pieces):
        return text
    shown, end = [""], 0
    pattern = f"(?={'|'.join(map(re.escape, pieces))})"
    for found in re.finditer(pattern, text, re.IGNORECASE | re.ASCII):
        if found.start() > end or not end:
            shown += [text[end : found.start()], HIDDEN]
        end = found.start() + SHORTEST
    return "".join([*shown, text[end:]])


def data_without_token(data: Any, token: str) -> Any:
    """Return JSON data without the token in its texts; of a short one only whole words are hidden."""

    def shown(found: re.Match[str]) -> str:
        return json.dumps(without_whole(json.loads(found[0]), token))

    text = json.dumps(data)
    is_there = token and json.dumps(token)[1:-1] in text
    if is_there and "\\" not in text:  # else a letter of an escape may stand before the token
        is_there = without_whole(text, token) != text
    return json.loads(_JSON_TEXT.sub(shown, text)) if is_there else data


def without_whole(text: str, token: str) -> str:
    """Return a text without the whole token; a short one may be a part of words, which stay as they are."""
    if not token or len(token) >= SHORTEST:
        return text.replace(token, HIDDEN) if token else text
    return re.sub(rf"(?<![A-Za-z0-9]){re.escape(token)}(?![A-Za-z0-9])", HIDDEN, text)


def hide_token(
    error: BaseException, token: str, hide: Callable[[str, str], str] = without_token
) -> None:
    """Hide the token in the texts of an error, of its notes, and of the errors that it came from.

    `hide` hides it in one text. A request id stays as it is: it is the name of a job, perhaps of one that is paid for.
    """
    todo: list[object] = [error] if token else []
    seen: list[BaseException] = []
    while todo:
        one = todo.pop()
        if not isinstance(one, BaseException) or any(one is other for other in seen):
            continue
        seen.append(one)
        todo += [one.__cause__, one.__context__, *one.args]
        if (args := tuple(_hidden(each, token, hide) for each in one.args)) != one.args:
            one.args = args
        if isinstance(one, OSError) and isinstance(text := one.strerror, str):
            one.strerror = hide(text, token)
        for name, fact in [*vars(one).items()]:
            if isinstance(fact, str) and name != "request_id":
                vars(one)[name] = hide(fact, token)
        if notes := getattr(one, "__notes__", None):
            one.__notes__ = [hide(str(note), token) for note in notes]


def _hidden(fact: object, token: str, hide: Callable[[str, str], str]) -> object:
    """Return a part of an error without the token, if it is text."""
    if isinstance(fact, bytes | bytearray):
        return hide(fact.decode("latin-1"), token).encode("latin-1")
    return hide(fact, token) if isinstance(fact, str) else fact


class TokenHidden:
    """A block whose errors do not have the token."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __enter__(self) -> None:
        """Do nothing yet."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            hide_token(error, self._token)


def show(answer: object, shown: object) -> None:
    """Let an answer be shown as another one."""
    object.__setattr__(answer, "_shown", shown)


def parse_shown(
    parse: Callable[[Any], AnswerT],
    data: Any,
    token: str,
    keep_id: Callable[[Any, Any], object],
) -> AnswerT:
    """Parse an answer that is shown without the token; `keep_id` copies the id of its request.

    Raises:
        ValueError: it cannot be parsed.
    """
    answer, shown = parse(data), data_without_token(data, token)
    if shown is not data:
        keep_id(data, shown)
        show(answer, parse(shown))
    return answer
