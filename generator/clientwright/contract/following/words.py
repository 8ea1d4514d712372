"""The service's own words for what a job is doing, by what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clientwright.contract.following.stage import REQUEST_ID, Answer
from clientwright.specs.model import Service

URL = "https://outputs.example/video.mp4"
REASON = "the prompt shows a face"


@dataclass(frozen=True, slots=True)
class Words:
    """Answers of a service, built from its facts."""

    service: Service

    def status(self, means: str) -> Answer:
        """Say on /status what a job is doing."""
        return self.saying("status", self.word("status", means))

    def result(self, means: str, **more: Any) -> Answer:
        """Say on /result what became of it."""
        return self.saying("result", self.word("result", means), **more)

    def saying(self, operation: str, word: str, **more: Any) -> Answer:
        """Say a word, known or not."""
        return 200, {"request_id": REQUEST_ID, "status": word, **more}

    def success(self) -> Answer:
        """Say that it succeeded, with an output."""
        return self.result("succeeded", output={next(iter(self._outputs())): URL})

    def failure(self) -> Answer:
        """Say that it failed, and why."""
        return self.result("failed", error=REASON)

    def word(self, operation: str, means: str) -> str:
        """Give the word of an operation that has a meaning, or an empty string."""
        values: dict[str, str] = self.service.facts[operation]["values"]
        return next((word for word, meaning in values.items() if meaning == means), "")

    def _outputs(self) -> list[str]:
        properties: dict[str, Any] = self.service.output.get("properties", {})
        return [name for name, sub in properties.items() if sub.get("type") == "string"] or [
            "video"
        ]
