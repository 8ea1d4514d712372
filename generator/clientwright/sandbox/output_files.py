"""The files of succeeded jobs, served without a token as by a content delivery network: ranges, ETags, HEAD.

They are small but of the right format, and each job's file is its own: the request id is in it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from clientwright.sandbox import job_phase
from clientwright.sandbox.handlers import Handlers
from clientwright.sandbox.http_responses import SANDBOX_HEADER, uncoded_refusal
from clientwright.sandbox.job_phase import JobPhase
from clientwright.sandbox.sample_files import MEDIA_TYPES, sample_file
from clientwright.sandbox.sample_output import sample_output

_RANGE = re.compile(r"bytes=(\d{1,18})-(\d{0,18})$")


@dataclass(frozen=True, slots=True)
class OutputFiles:
    """The files of the jobs of a server."""

    handlers: Handlers

    async def file(self, request: Request) -> Response:
        """Return a file, or the part of it that was asked for."""
        name = str(request.path_params["name"])
        id, _, extension = name.rpartition(".")
        if not self._is_output(id, name):
            raise uncoded_refusal(404, "There is no such file.")
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
        if job is None or job_phase.phase_of(job, self.handlers.clock()) != JobPhase.SUCCEEDED:
            return False
        endpoint = self.handlers.endpoints.get(job.model_id)
        (found,) = sample_output(job, endpoint, self.handlers.specs.service, "").values()
        url = found[0] if isinstance(found, list) else found
        return str(url).endswith(f"/{name}")
