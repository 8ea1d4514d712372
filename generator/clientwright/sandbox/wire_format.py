"""The calls and answers of the service as the sandbox reads and makes them; nothing else here names a field of the wire.

The rest of the sandbox speaks of phases, of reasons for refusals, and of values by their names: those of `FIELDS`
in `specs/wire_facts.py` (`request_id`, `status`, `output`, ...), whatever the service calls them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit

from clientwright.sandbox.http_responses import Answer
from clientwright.sandbox.refusal_format import RefusalFormat, put_value
from clientwright.sandbox.refusal_reasons import Reason
from clientwright.sandbox.stored_job import CancelRule, JobPhase, StoredJob
from clientwright.specs.model import Service
from clientwright.specs.wire_facts import CancelAnswer, Operation, WireFacts

_TOO_LATE = "It is too late to cancel."
_NO_HEADER_TEXT = re.compile(r"[^ -~]")
_FALLBACKS = {
    JobPhase.WAITING: ("running",),
    JobPhase.RUNNING: ("waiting",),
    JobPhase.CANCELLING: ("running", "waiting"),
    JobPhase.SUCCEEDED: ("finished",),
    JobPhase.FAILED: ("finished",),
    JobPhase.CANCELLED: ("finished", "failed"),
}
"""The meanings of the words that show a phase for which a vocabulary has none of its own, the best first."""


@dataclass(frozen=True, slots=True)
class StatusVocabulary:
    """One vocabulary: the status value of each meaning."""

    words: Mapping[str, str]

    @classmethod
    def of(cls, values: Mapping[str, str]) -> StatusVocabulary:
        """Return the vocabulary in which values have meanings; of several for a meaning, the first is used."""
        return cls({means: word for word, means in reversed([*values.items()])})

    def word(self, phase: JobPhase) -> str:
        """Return the status value of a phase, or an empty string if nothing shows it."""
        means = (phase.value, *_FALLBACKS[phase])
        return next((self.words[one] for one in means if one in self.words), "")


@dataclass(frozen=True)
class WireFormat:
    """Reads the calls and makes the answers of one service."""

    service: Service
    facts: WireFacts

    @classmethod
    def of(cls, service: Service) -> WireFormat:
        """Return the wire of a service."""
        return cls(service, service.wire)

    @property
    def path_prefix(self) -> str:
        """The path of the base URL, such as `/v1`."""
        return urlsplit(str(self.service.document["base_url"])).path.rstrip("/")

    @cached_property
    def refusals(self) -> RefusalFormat:
        """How refusals are written."""
        return RefusalFormat(self.facts)

    # Calls ----------------------------------------------------------------------------------------

    def routes(self) -> Iterator[tuple[str, str, str]]:
        """Yield operation, method and path of each call, for a router that takes the first that fits.

        A name of a model may have slashes. Last come ids that no request can have, empty or with slashes, so that
        their refusal has a code.
        """
        listed = [
            one
            for name, one in self.facts.operations.items()
            if not (name == "result" and self.facts.one_call)
        ]
        models = "|".join(("model_id", *self.facts.path_parts))
        for names in (models, f"{models}|request_id"):
            for one in sorted(listed, key=lambda one: -len(re.sub(r"\{\w+\}", "", one.path))):
                path = re.sub(rf"\{{({names})\}}", r"{\1:path}", one.path)
                yield one.name, one.method, self.path_prefix + path

    def names_job(self, variables: Mapping[str, str], job: StoredJob) -> bool:
        """Return whether the variables of a path that name a model name that of a job."""
        named = {name: part.value(job.model_id) for name, part in self.facts.path_parts.items()}
        named["model_id"] = job.model_id
        return all(variables.get(name, value) == value for name, value in named.items())

    def lacks(self, operation: str, query: Mapping[str, str], headers: Mapping[str, str]) -> str:
        """Return what a call lacks that every call of its operation has, or an empty string."""
        one = self.facts.operations[operation]
        for where, wanted, found in (("query", one.query, query), ("header", one.headers, headers)):
            for name, value in wanted.items():
                if found.get(name) != value:
                    return f"The {where} {name} must be {value}."
        return ""

    def asks_for_cost(self, query: Mapping[str, str]) -> bool:
        """Return whether a result shows the cost: it was asked for, or it is there anyway."""
        wanted = self.facts.operations["result"].cost_query
        return all(query.get(name, "").lower() == value.lower() for name, value in wanted.items())

    # Answers --------------------------------------------------------------------------------------

    def answer(
        self,
        operation: str,
        values: Mapping[str, Any],
        phase: JobPhase,
        *,
        http: int = 0,
        expired: bool = False,
    ) -> Answer:
        """Return an answer with values by their names; those that the operation has no place for are left out."""
        one: Operation = self.facts.operations[operation]
        shown = "running" if phase is JobPhase.CANCELLING else phase.value
        body: Any = {}
        headers: dict[str, str] = {}
        for name, value in values.items():
            if (place := one.fields.get(name)) is None:
                continue
            if place.header:
                headers[place.header] = _NO_HEADER_TEXT.sub("?", str(value))
            else:
                body = put_value(body, place.pointer, value)
        if "output" in one.fields and isinstance(body, dict):
            for pointer in self.facts.expired_at:
                body = put_value(body, pointer, expired)
        return Answer(http or one.http_in(shown), body, headers)

    def own_answer(self, job: StoredJob, answer: Answer) -> Answer:
        """Return an answer marked as that of the model itself, where services mark these."""
        header = self.facts.own_answer_header
        return answer.with_headers({header: job.request_id}) if header else answer

    def cancel_answer(self, means: str, values: Mapping[str, Any], phase: JobPhase) -> Answer:
        """Return the answer to a cancel by what it means; a refusal if the service has no other answer for that."""
        if self.facts.cancel_by_status:
            return self.answer("cancel", values, phase)
        found = self._cancel_fact(means)
        if found is None:
            return self.refusals.uncoded(409, _TOO_LATE)
        if found.http >= 400 and not found.word:
            return self.refusals.uncoded(found.http, _TOO_LATE)
        outcome = {"outcome": found.word} if found.word else {}
        return self.answer("cancel", {**values, **outcome}, phase, http=found.http)

    def unknown_cancel_answer(self) -> Answer | None:
        """Return the answer to a cancel of an unknown request, where the service has an outcome for that."""
        found = self._cancel_fact("not-found")
        if found is None or not found.word:
            return None
        return self.answer("cancel", {"outcome": found.word}, JobPhase.WAITING, http=found.http)

    def _cancel_fact(self, means: str) -> CancelAnswer | None:
        return next((one for one in self.facts.cancel_answers if one.means == means), None)

    @cached_property
    def cancel_rule(self) -> CancelRule:
        """In which phases a cancel takes effect at once, and in which it is a request."""
        values = self.facts.status_values
        named = {values[word] for word in self.facts.cancellable if word in values}
        at_once = self.facts.cancel_by_status or self._cancel_fact("cancelled") is not None
        asked = self._cancel_fact("requested") is not None
        phases = {JobPhase(one) for one in named & {"waiting", "running"}}
        requests = {one for one in phases if asked and (one is JobPhase.RUNNING or not at_once)}
        return CancelRule(frozenset(phases - requests), frozenset(requests))

    def job_url(self, base_url: str, operation: str, job: StoredJob) -> str:
        """Return the URL of an operation on a job."""
        values = {name: part.value(job.model_id) for name, part in self.facts.path_parts.items()}
        values |= {"model_id": job.model_id, "request_id": job.request_id}
        path = self.facts.operations[operation].path
        return base_url + re.sub(r"\{(\w+)\}", lambda found: quote(values[found[1]]), path)

    def shows(self, operation: str, phase: JobPhase) -> bool:
        """Return whether an operation has an answer about a job in a phase."""
        if operation == "result" and not self.facts.one_call:
            ended_only = self.facts.ends_by_http or not self.word(operation, phase)
            return phase.is_final or not ended_only
        return True

    def word(self, operation: str, phase: JobPhase) -> str:
        """Return the word of an operation for a phase."""
        return self._vocabularies[operation == "result"].word(phase)

    @cached_property
    def _vocabularies(self) -> tuple[StatusVocabulary, StatusVocabulary]:
        values = (self.facts.status_values, self.facts.result_values)
        return StatusVocabulary.of(values[0]), StatusVocabulary.of(values[1])

    @property
    def tells_cancelled_by_error(self) -> bool:
        """Whether an error tells that a job was cancelled: one is documented, or no word shows it."""
        words = {*self.facts.status_values.values(), *self.facts.result_values.values()}
        return "cancelled" not in words or Reason.CANCELLED.is_documented(self.facts)

    @property
    def tells_code_of_end(self) -> bool:
        """Whether the end of a job may have the code of an error."""
        return self.facts.ends_by_http or "code" in self.facts.operations["result"].fields

    @property
    def judges_by_model(self) -> bool:
        """Whether the model itself judges an input: one that does not fit is accepted, and its job fails."""
        return self.facts.refuses_in_result

    @property
    def request_id_pattern(self) -> str:
        """The pattern of request ids."""
        return str(self.service.document["request_id"]["pattern"])
