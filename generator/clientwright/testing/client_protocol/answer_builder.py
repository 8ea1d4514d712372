"""The answers of a service as a client's scripts have them, made by the facts of its service.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clientwright.io.json_types import Schema
from clientwright.schema.semantics import find_normal_form
from clientwright.schema.types import accepted_types
from clientwright.specs.model import Service
from clientwright.specs.wire_facts import CancelAnswer, WireFacts
from clientwright.testing.client_protocol.scripted_outputs import ScriptedOutputs
from clientwright.testing.client_protocol.scripted_server import (
    REQUEST_ID,
    GivenAnswer,
    ScriptedAnswer,
    ServerScript,
    accepted_answer,
    as_scripted,
)
from clientwright.testing.service_wire import ServiceWire
from clientwright.testing.wire_answers import WireAnswer

FAILURE_REASON = "the prompt shows a face"
OWN_STATUS = 422
"""The HTTP status of a failed job's own answer, where no error is documented to be one."""


@dataclass(frozen=True)
class AnswerBuilder:
    """Builds the answers of a service from its service.json, about one request."""

    service: Service
    request_id: Any = REQUEST_ID
    output: Schema | None = None
    """The endpoint's own schema of outputs, if it has one."""

    @cached_property
    def facts(self) -> WireFacts:
        """The shape of the service's calls and answers."""
        return self.service.wire

    @cached_property
    def wire(self) -> ServiceWire:
        """What makes the answers of the service."""
        return ServiceWire(self.facts)

    @cached_property
    def outputs(self) -> ScriptedOutputs:
        """The outputs of the endpoint's jobs."""
        return ScriptedOutputs(self.service.output_of(self.output), self.facts.file_url)

    @property
    def result_pointer(self) -> str:
        """The pointer of what says how a job ends."""
        return "/result" if "result" in self.service.document else "/status"

    @property
    def result_path(self) -> str:
        """The call that tells the result, in the words of promises."""
        return "/status" if self.facts.one_call else "/result"

    @property
    def may_lack_output(self) -> bool:
        """Whether the result of a job that succeeded may be without an output: it is not the whole body."""
        place = self.facts.operations["result"].fields["output"]
        return bool(place.pointer) and not self.facts.ends_by_http

    @property
    def may_be_null(self) -> bool:
        """Whether null is an output like others, by the schema of all outputs or of the endpoint's."""
        return any(map(_may_be_null, (self.service.output, self.outputs.schema)))

    @property
    def delivers_null(self) -> bool:
        """Whether the service says that a job of any endpoint may have null as its output."""
        return _may_be_null(self.service.output) and not self.facts.ends_by_http

    @property
    def is_null_undocumented(self) -> bool:
        """Whether null is an output of any endpoint, and not by the schema of this one."""
        return self.delivers_null and not _may_be_null(self.outputs.schema)

    @property
    def finds_nested_ids(self) -> bool:
        """Whether the name of a request id, such as `job_id`, tells it wherever it is."""
        name = self._name_of_ids
        return name.lower().endswith("_id") or (len(name) > 2 and name.endswith(("Id", "ID")))

    @property
    def has_common_ids(self) -> bool:
        """Whether other things than jobs may have an id of the same name, such as `id`."""
        return bool(self._name_of_ids) and not self.finds_nested_ids

    @property
    def _name_of_ids(self) -> str:
        place = self.facts.operations["submit"].fields.get("request_id")
        return place.pointer.rpartition("/")[2] if place else ""

    def has_ids_in_headers(self, *operations: str) -> bool:
        """Return whether the answer to one of some operations has the request id in a header."""
        fields = (self.facts.operations[name].fields for name in operations)
        return any(bool(one["request_id"].header) for one in fields if "request_id" in one)

    def names_request(self, operation: str) -> bool:
        """Return whether the service has an operation whose answers name their request."""
        return self.wire.has_field(operation, "request_id")

    @property
    def two_words(self) -> bool:
        """Whether a job's end is told by a word of its result, which has a call of its own."""
        has_word = self.wire.has_field("result", "status")
        return has_word and not self.facts.one_call and not self.facts.ends_by_http

    def accepted(self) -> GivenAnswer:
        """Return the answer to a submit that was accepted."""
        return accepted_answer(self.wire, self.request_id)

    def status(self, means: str, **more: Any) -> GivenAnswer:
        """Return the answer to a status call with the word for a meaning."""
        return self.with_word("status", self.wire.word("status", means), means, **more)

    def result(self, means: str, **more: Any) -> GivenAnswer:
        """Return the answer to a result call with the word for a meaning."""
        return self.with_word("result", self.wire.word("result", means), means, **more)

    def with_word(self, operation: str, word: str, means: str = "", **more: Any) -> GivenAnswer:
        """Return an answer with a status word, known or not."""
        values = {"request_id": self.request_id, "status": word, **more}
        return as_scripted(self.wire.answer(operation, values, phase=means))

    def success(self, **more: Any) -> GivenAnswer:
        """Return the answer to a result call about a job that succeeded, with an output."""
        values = {"output": self.outputs.readable, **more}
        if self.facts.ends_by_http:
            return self.own(self.wire.answer("result", values, phase="succeeded"))
        return self.result("succeeded", **values)

    def failure(self, **more: Any) -> GivenAnswer:
        """Return the answer to a result call about a job that failed, with the reason."""
        if self.facts.ends_by_http:
            known = (one for one in self.facts.errors if one.kind == "refused" and one.code)
            error = next(known, None)
            status, code = (error.http, error.code) if error else (OWN_STATUS, None)
            return self.own(self.wire.refusal(status, code, FAILURE_REASON))
        return self.result("failed", **{"error": FAILURE_REASON, **more})

    def own(self, answer: WireAnswer) -> GivenAnswer:
        """Return an answer with what shows that the model itself gave it, if there is such a header."""
        header = self.facts.own_answer_header
        headers = {**answer.headers, **({header: "run-1"} if header else {})}
        return as_scripted(WireAnswer(answer.status, answer.body, headers))

    def cancelled(self, **more: Any) -> GivenAnswer:
        """Return the answer to a cancel that took effect."""
        return self.cancel("cancelled", **more)

    def cancel(self, means: str, **more: Any) -> GivenAnswer:
        """Return the answer to a cancel that means this, or that has the status of a job in this phase."""
        if self.facts.cancel_by_status:
            values = {"request_id": self.request_id, "status": self.wire.word("status", means)}
            return as_scripted(self.wire.answer("cancel", {**values, **more}))
        listed = (one for one in self.facts.cancel_answers if one.means == means)
        return self.cancel_answer(next(listed), **more)

    def cancel_answer(self, answer: CancelAnswer, **more: Any) -> GivenAnswer:
        """Return a documented answer to a cancel."""
        word = answer.word or "OK"
        values = {"request_id": self.request_id, "outcome": word, "status": word, **more}
        return as_scripted(self.wire.answer("cancel", values, http=answer.http))

    @property
    def cancel_sure(self) -> str:
        """How sure it is what the answers to a cancel mean."""
        return str(self.service.document["cancel"]["sure"])

    def cancelled_end(self) -> GivenAnswer | None:
        """Return the answer to a result call about a job that was cancelled, if there is one."""
        if not self.facts.ends_by_http:
            return self.result("cancelled") if self.wire.word("result", "cancelled") else None
        errors = (one for one in self.facts.errors if one.kind == "cancelled" and one.code)
        error = next(errors, None)
        if error is None:
            return None
        return self.own(self.wire.refusal(error.http, error.code, error.means))

    def refusal(
        self, status: int, code: int | str | None = None, text: str = "It is refused.", **more: Any
    ) -> GivenAnswer:
        """Return a refusal, with a code if it has one, beside other values of the answer to a submit."""
        made = self.wire.refusal(status, code, text)
        for name, value in more.items():
            made = self.wire.with_value("submit", name, value, made)
        return as_scripted(made)

    def coded_success(self, code: int | str | None, **more: Any) -> GivenAnswer:
        """Return an answer of HTTP status 200 with an error code, beside other values of that to a submit."""
        made = self.wire.refusal(200, code)
        for name, value in more.items():
            made = self.wire.with_value("submit", name, value, made)
        return as_scripted(made)

    def busy(
        self, status: int, headers: Mapping[str, str] | None = None, **more: Any
    ) -> GivenAnswer:
        """Return a refusal for now, with some headers, beside other values of the answer to a submit."""
        code, body, *own = self.refusal(status, text="Later.", **more)
        both = {**dict(*own), **(headers or {})}
        return (code, body, both) if both else (code, body)

    def script(
        self,
        *results: ScriptedAnswer,
        before: Sequence[ScriptedAnswer] = (),
        end: str = "succeeded",
        **more: Any,
    ) -> ServerScript:
        """Return the script of a job whose results follow its end, after some answers about its status.

        If status and result are one call, the results are answers to that.
        """
        if self.facts.one_call:
            return ServerScript(status=(*before, *results), **more)
        reason = {"error": FAILURE_REASON} if end == "failed" else {}
        return ServerScript(status=(*before, self.status(end, **reason)), result=results, **more)

    def words(self, operation: str) -> Mapping[str, str]:
        """Return the documented words of an operation and what they mean."""
        facts = self.facts
        return facts.status_values if operation == "status" else facts.result_values


def _may_be_null(schema: Schema) -> bool:
    return "null" in accepted_types(find_normal_form(schema).schema)
