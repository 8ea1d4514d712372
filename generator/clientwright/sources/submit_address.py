"""Where a service's submits go: which URL is one, which model it names, and where its body has the input."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from clientwright.io.json_pointer import has_pointer, resolve_pointer
from clientwright.io.json_types import is_dict
from clientwright.specs.model import Service
from clientwright.specs.model_ids import invalid_id_reason

MODEL = "{model_id}"
_VERSION_PART = re.compile(r"/v\d+(?=/|\Z)")

_ESCAPED_VARIABLE = re.compile(r"\\\{\w+\\\}")


@dataclass(frozen=True)
class SubmitAddress:
    """The path of a service's submits, below the path of its base URL, and what their body has where.

    `constants` are what the body has beside the input, which is at `input_at`. `other_paths` are
    those of the calls about a job. The defaults are RunComfy's.
    """

    base: str = "/v1"
    path: str = f"/models/{MODEL}"
    input_at: str = ""
    constants: Mapping[str, str] = field(default_factory=dict[str, str])
    other_paths: Sequence[str] = ()

    @classmethod
    def of_service(cls, service: Service) -> SubmitAddress:
        """Return the address that a service's file describes."""
        submit = service.wire.operations["submit"]
        base = urlsplit(str(service.document["base_url"])).path.rstrip("/")
        others = [one.path for name, one in service.wire.operations.items() if name != "submit"]
        return cls(base, submit.path, submit.input_at, submit.constants, tuple(others))

    @cached_property
    def _base_pattern(self) -> str:
        """The base URL's own path, in any version."""
        return re.escape(_VERSION_PART.sub("/v0", self.base)).replace("/v0", r"/v\d+")

    def _patterns(self, path: str, model: str) -> tuple[re.Pattern[str], ...]:
        """Return what a path looks like with the base URL's own path and without it, with `model` for the id."""
        written = re.escape(path).replace(re.escape(MODEL), model)
        written = _ESCAPED_VARIABLE.sub("[^/]+", written)
        return re.compile(self._base_pattern + written), re.compile(written)

    @cached_property
    def _path_patterns(self) -> tuple[re.Pattern[str], ...]:
        return self._patterns(self.path, "([^{}]+)")

    @cached_property
    def _job_patterns(self) -> tuple[re.Pattern[str], ...]:
        paths = [re.sub(r"^/\{\w+\}", "/{model_id}", one) for one in self.other_paths]
        return tuple(pattern for one in paths for pattern in self._patterns(one, ".+"))

    @cached_property
    def before_model(self) -> tuple[str, str]:
        """The patterns of what is before the model id in a path, with the base URL's own path and without it."""
        before = re.escape(self.path.partition(MODEL)[0]) if MODEL in self.path else r"\Z\A"
        return self._base_pattern + before, before

    def is_of_job(self, path: str) -> bool:
        """Return whether a path is that of a call about a job, such as its status."""
        return any(pattern.fullmatch(path) for pattern in self._job_patterns)

    def __str__(self) -> str:
        """Return the end of the URL of a submit, and where its body has the model, for people."""
        url = f"...{self.base}{self.path.replace(MODEL, '<id>')}"
        return f"{url}, with the id in its body at {self.model_at}" if self.model_at else url

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
        return found if is_dict(found) else body
