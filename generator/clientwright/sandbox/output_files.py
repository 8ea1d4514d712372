"""The files of outputs, served as by a content delivery network."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from clientwright.sandbox import stored_job
from clientwright.sandbox.handlers import Handlers
from clientwright.sandbox.http_responses import SANDBOX_HEADER, CallRefused
from clientwright.sandbox.sample_output import MEDIA_TYPES, output_url, sample_file
from clientwright.sandbox.stored_job import JobPhase

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})$")


@dataclass(frozen=True, slots=True)
class OutputFiles:
    """The files of succeeded jobs, served without a token as by a content delivery network: ranges, ETags, HEAD."""

    handlers: Handlers

    async def file(self, request: Request) -> Response:
        """Return a file, or the part of it that was asked for."""
        name = str(request.path_params["name"])
        id, _, extension = name.rpartition(".")
        if not self._is_output(id, name):
            refusals = self.handlers.wire.refusals
            raise CallRefused(refusals.uncoded(404, "There is no such file."))
        data = sample_file(extension, id)
        tag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Accept-Ranges": "bytes", SANDBOX_HEADER: "1"}
        kind = MEDIA_TYPES[extension]
        wanted = _RANGE.match(request.headers.get("Range", ""))
        if wanted is None or request.headers.get("If-Range", tag) != tag:
            return Response(data, headers=headers, media_type=kind)
        first, last = int(wanted[1]), min(int(wanted[2] or len(data)), len(data) - 1)
        if first > last:
            headers["Content-Range"] = f"bytes */{len(data)}"
            return Response(b"", 416, headers=headers)
        headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
        return Response(data[first : last + 1], 206, headers=headers, media_type=kind)

    def _is_output(self, id: str, name: str) -> bool:
        """Return whether a name is that of the output of a job that has succeeded."""
        job = self.handlers.jobs.find(id)
        if job is None or stored_job.phase_of(job, self.handlers.clock()) != JobPhase.SUCCEEDED:
            return False
        endpoint = self.handlers.endpoints.get(job.model_id)
        return output_url(job, endpoint, self.handlers.specs.service).endswith(f"/{name}")
