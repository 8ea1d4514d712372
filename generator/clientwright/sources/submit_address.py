"""Where a service's submits go: which URL is one, which model it names, and where its body has the input."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from clientwright.io.json_pointer import has_pointer, resolve_pointer
from clientwright.specs.model import Service
from clientwright.specs.model_ids import invalid_id_reason

MODEL = "{model_id}"
_VERSION_PART = re.compile(r"/v\d+(?=/|\Z)")

_ESCAPED_VARIABLE = re.compile(r"\\\{\w+\\\}")


@dataclass(frozen=True)
class SubmitAddress:
    """The path of a service's submits, below the path of its base URL, and what their body has where.

    `constants` are what the body has beside the input, which is at `input_at`. The defaults are RunComfy's.
    """

    base: str = "/v1"
    path: str = f"/models/{MODEL}"
    input_at: str = ""
    constants: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of_service(cls, service: Service) -> SubmitAddress:
        """Return the address that a service's file describes."""
        submit = service.wire.operations["submit"]
        base = urlsplit(service.document["base_url"]).path.rstrip("/")
        return cls(base, submit.path, submit.input_at, submit.constants)

    @cached_property
    def _path_patterns(self) -> tuple[re.Pattern[str], ...]:
        """What a submit's path looks like with the base URL's own path, in any version, and without it."""
        base = _VERSION_PART.sub("/v0", self.base)
        prefix = re.escape(base).replace("/v0", r"/v\d+")
        path = re.escape(self.path).replace(re.escape(MODEL), r"([^{}]+)", 1)
        path = _ESCAPED_VARIABLE.sub("[^/]+", path)
        return re.compile(prefix + path), re.compile(path)

    def model_in(self, path: str) -> str:
        """Return the model id in the path of a URL, "" if it is no submit's or has none."""
        if MODEL not in self.path:
            return ""
        matches = (pattern.fullmatch(path) for pattern in self._path_patterns)
        return next((one[1] for one in matches if one and invalid_id_reason(one[1]) is None), "")

    def model_after(self, path: str) -> str:
        """Return what may be the model id in a path of another form: what is after the words before the id."""
        before, is_there, after = self.path.partition(MODEL)
        start = path.find(before) + len(before) if before in path else 1
        found = path[start:].removesuffix(after).strip("/") if is_there else ""
        return found if invalid_id_reason(found) is None else ""

    def is_submit(self, path: str) -> bool:
        """Return whether a path is that of a submit."""
        return any(pattern.fullmatch(path) for pattern in self._path_patterns)

    @property
    def model_at(self) -> str:
        """The pointer of the constant that has the model id, if the path has none."""
        if MODEL in self.path:
            return ""
        return next((at for at, text in self.constants.items() if MODEL in text), "")

    def model_in_body(self, body: Any) -> str:
        """Return the model id in a body, without the version after it, "" if there is none."""
        at = self.model_at
        return self.model_of(resolve_pointer(body, at)) if at and has_pointer(body, at) else ""

    def model_of(self, value: Any) -> str:
        """Return the model id in the value of a body's constant, "" if there is none."""
        before, _, after = self.constants[self.model_at].partition(MODEL)
        written = re.compile(f"{re.escape(before)}(.+){re.escape(after)}")
        match = written.fullmatch(value) if isinstance(value, str) else None
        found = match[1].partition(":")[0] if match else ""
        return found if invalid_id_reason(found) is None else ""

    def input_in(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the input in a body, all of it where it has none at its place."""
        found = resolve_pointer(body, self.input_at) if has_pointer(body, self.input_at) else body
        return found if isinstance(found, Mapping) else body
