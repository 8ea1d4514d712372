"""Calls as shell commands that send exactly the same bytes."""

from __future__ import annotations

import re
import shlex

from clientwright.testing.exchanges import Exchange
from clientwright.testing.report.report_context import RerunSettings
from clientwright.testing.targets.server_target import NONE, UNKNOWN_BEARER, WRONG

MAX_BODY = 16 * 1024
"""Longer bodies (in bytes) are not written as a command."""

_LONG_RUN = re.compile(rb"([\[\]{}])\1{199,}")
"""A run of one bracket that is printed by its length, so that deep nesting stays readable."""

_SHELL_ESCAPES = str.maketrans({mark: f"\\{mark}" for mark in '\\"$`'})


def curl_command(exchange: Exchange, rerun: RerunSettings) -> str:
    """Return a call as a line of printable ASCII, with its token as a variable.

    The line is empty if the body is too long.
    """
    sent = exchange.sent
    parts = [] if sent is None else _split_runs(sent)
    if sum(len(text) for text, count in parts if count == 1) > MAX_BODY:
        return ""
    method = (
        [] if exchange.method == "GET" and sent is None else ["-X", _quoted_word(exchange.method)]
    )
    words = ["curl", "-sS", *method, _quoted_word(rerun.base_url + exchange.path)]
    words += _authorization(exchange.who, rerun)
    for name, value in exchange.wire.call_headers(exchange.method, exchange.path).items():
        words += ["-H", _quoted_word(f"{name}: {value}")]
    if sent is None:
        return " ".join(words)
    words += ["-H", _quoted_word(f"content-type: {exchange.sent_type}".rstrip())]
    if _is_printable(sent) and parts == [(sent, 1)]:
        return " ".join([*words, "--data-raw", shlex.quote(sent.decode("ascii"))])
    prints = "; ".join(_print_command(text, count) for text, count in parts)
    source = prints if len(parts) == 1 else f"{{ {prints}; }}"
    return f"{source} | {' '.join([*words, '--data-binary', '@-'])}"


def _split_runs(sent: bytes) -> list[tuple[bytes, int]]:
    """Return the parts of a body with how often each is repeated: long runs of a bracket, and the rest once."""
    found: list[tuple[bytes, int]] = []
    end = 0
    for run in _LONG_RUN.finditer(sent):
        if run.start() > end:
            found.append((sent[end : run.start()], 1))
        found.append((run[1], len(run[0])))
        end = run.end()
    return [*found, (sent[end:], 1)] if end < len(sent) or not found else found


def _print_command(text: bytes, count: int) -> str:
    """Return the shell command that prints a part of a body."""
    if count > 1:
        return f"printf '%{count}s' '' | tr ' ' '{text.decode()}'"
    return f"printf '%b' {shlex.quote(_octal(text))}"


def _authorization(who: str, rerun: RerunSettings) -> list[str]:
    """Return the header with the token as a shell variable, in double quotes."""
    if who == NONE:
        return []
    name = rerun.tokens.get(who, "TOKEN")
    token = UNKNOWN_BEARER if who == WRONG else f"${name}"
    scheme = f"{rerun.scheme} " if rerun.scheme else ""
    start = f"{rerun.header}: {scheme}".translate(_SHELL_ESCAPES)
    return ["-H", f'"{start}{token}"']


def _quoted_word(text: str) -> str:
    """Quote a word for the shell; unprintable and non-ASCII characters are percent-encoded."""
    shown = "".join(c if " " <= c <= "~" else _percent(c) for c in text)
    return shlex.quote(shown)


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "surrogatepass"))


def _is_printable(sent: bytes) -> bool:
    return all(0x20 <= byte <= 0x7E for byte in sent)


def _octal(sent: bytes) -> str:
    """Escape bytes for the shell's `printf '%b'`."""
    return "".join(
        "\\\\" if byte == 0x5C else chr(byte) if 0x20 <= byte <= 0x7E else f"\\0{byte:03o}"
        for byte in sent
    )
