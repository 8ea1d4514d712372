"""Faults that read a body that is no JSON object as one."""

from __future__ import annotations

import ast
import json
import re
from typing import Any
from urllib.parse import parse_qsl

from testing.independent.faults.planting import Fault, read_body_as
from testing.independent.faults.wrong_values import OF_IMAGE, OF_TEXT

GOOD = {"prompt": "a cliff", "start_image_url": "https://example.com/cliff.png"}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _root(kind: type) -> Any:
    """Read a root of some type as a good input."""
    return read_body_as(lambda body: GOOD if body.strip() and type(_json(body)) is kind else None)


def _python(body: bytes) -> Any:
    try:
        return ast.literal_eval(body.decode())
    except (ValueError, SyntaxError):
        return None


def _only_of_list(body: bytes) -> Any:
    found = _json(body)
    return found[0] if isinstance(found, list) and len(found) == 1 else None


def _json_in_text(body: bytes) -> Any:
    found = _json(body)
    return _json(found.encode()) if isinstance(found, str) else None


FAULTS = (
    Fault(
        "empty body taken",
        OF_TEXT + "body/empty",
        read_body_as(lambda body: None if body else GOOD),
    ),
    Fault(
        "plain text taken",
        OF_IMAGE + "body/words",
        read_body_as(lambda body: GOOD if body[:1].isalpha() else None),
    ),
    Fault(
        "form taken",
        OF_TEXT + "body/form",
        read_body_as(lambda body: dict(parse_qsl(body.decode("latin-1")))),
    ),
    Fault(
        "missing brace at the end forgiven",
        OF_TEXT + "body/truncated",
        read_body_as(lambda body: _json(body + b"}")),
    ),
    Fault(
        "what follows the object ignored",
        OF_IMAGE + "body/trailing",
        read_body_as(lambda body: _json(body.rstrip()[:-1])),
    ),
    Fault("single quotes taken", OF_TEXT + "body/single-quotes", read_body_as(_python)),
    Fault(
        "Latin-1 taken",
        OF_IMAGE + "body/not-utf-8",
        read_body_as(lambda body: _json(body.decode("latin-1").encode())),
    ),
    Fault("list as root taken", OF_TEXT + "body/root-array", _root(list)),
    Fault("text as root taken", OF_TEXT + "body/root-string", _root(str)),
    Fault("number as root taken", OF_IMAGE + "body/root-number", _root(int)),
    Fault("true as root taken", OF_IMAGE + "body/root-true", _root(bool)),
    Fault("null as root taken", OF_TEXT + "body/root-null", _root(type(None))),
    Fault(
        "NaN as cfg_scale taken",
        OF_TEXT + "cfg_scale/nan",
        read_body_as(lambda body: json.loads(re.sub(rb"NaN", b"1", body))),
    ),
    Fault(
        "Infinity as cfg_scale taken",
        OF_IMAGE + "cfg_scale/infinity",
        read_body_as(lambda body: json.loads(re.sub(rb"Infinity", b"1", body))),
    ),
    Fault(
        "-Infinity as cfg_scale taken",
        OF_IMAGE + "cfg_scale/minus-infinity",
        read_body_as(lambda body: json.loads(re.sub(rb"-Infinity", b"0", body))),
    ),
    Fault(
        "list of one good object taken",
        OF_TEXT + "body/root-list-of-input",
        read_body_as(_only_of_list),
    ),
    Fault(
        "list of one good object taken for an image",
        OF_IMAGE + "body/root-list-of-input",
        read_body_as(_only_of_list),
    ),
    Fault(
        "object in a text taken", OF_TEXT + "body/root-text-of-input", read_body_as(_json_in_text)
    ),
)
