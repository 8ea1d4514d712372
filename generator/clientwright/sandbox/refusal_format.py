"""Refusals in the provider's shape, read from where its file says that an answer has its code and its words.

code and words    a value each at its place, and the faults of an input as a list beside them
a list            where a code is at `/<name>/0/<key>`: one object for each fault, as validators write them
a problem         where the words are at /detail and /title: a problem document (RFC 9457)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from clientwright.io.json_pointer import split_pointer
from clientwright.sandbox.http_responses import Answer
from clientwright.sandbox.input_validation import FaultDetail
from clientwright.sandbox.refusal_reasons import Reason
from clientwright.specs.wire_facts import FieldPlace, NamedFieldsPlace, WireFacts

_LIST = re.compile(r"(.*)/0/([^/]+)")
_PROBLEM = {"/detail", "/title"}
_WORDS_AT = "/error_message"
_FAULTS_AT = ("/detail", "/faults")


@dataclass(frozen=True, slots=True)
class RefusalFormat:
    """Writes the refusals of one service."""

    facts: WireFacts

    def refusal(
        self,
        reason: Reason,
        faults: Sequence[FaultDetail] = (),
        words: str = "",
        *,
        by_model: bool = False,
    ) -> Answer:
        """Return the refusal for a reason, with the service's own code and words where it documents any.

        `by_model`: it is the model's own answer, which is a list where the service has lists.
        """
        error = reason.error(self.facts)
        code = error.code if error else None
        said = words or (error.means if error and code is not None else reason.words)
        return self._answer(reason.http(self.facts), code, said, faults, by_model)

    def uncoded(self, status: int, words: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Return a refusal without an error code, for cases in which the service documents none."""
        answer = self._answer(status, None, words, (), by_model=False)
        return answer.with_headers(headers or {})

    def _answer(
        self,
        status: int,
        code: int | str | None,
        words: str,
        faults: Sequence[FaultDetail],
        by_model: bool,
    ) -> Answer:
        at, key = self._list_place()
        if key and (by_model or self._needs_list(code) or (faults and code is None)):
            whole: FaultDetail = {"loc": [], "msg": words, "type": "value_error"}
            listed = faults or ({**whole, "type": code or whole["type"]},)
            items = [_with_key({**one, "loc": ["body", *one["loc"]]}, key) for one in listed]
            return Answer(status, put_value({}, at, items))
        body: Any = {}
        headers: dict[str, str] = {}
        for place in self._code_places() if code is not None else ():
            if place.header:
                headers[place.header] = str(code)
            else:
                put_value(body, place.pointer, code)
        words_at = self.facts.words_at[0] if self.facts.words_at else _WORDS_AT
        listed_at = self._faults_place()
        in_words = self._is_problem or not listed_at
        put_value(body, words_at, _with_faults(words, faults) if in_words else words)
        if self._is_problem:
            put_value(body, "/title", _phrase(status))
            body["status"] = status
        if faults and listed_at:
            put_value(body, listed_at, [self._listed(one) for one in faults])
        return Answer(status, body, headers)

    @property
    def _names_fields(self) -> bool:
        """Whether the service's file says where a refusal names fields."""
        return self.facts.fields_at != NamedFieldsPlace()

    def _listed(self, fault: FaultDetail) -> Mapping[str, Any]:
        """Return a fault as an item of the list that names fields."""
        if not self._names_fields:
            return fault
        told = {"type": str(fault["type"]), "description": str(fault["msg"])}
        made: Mapping[str, Any] = put_value(told, self.facts.fields_at.field, _field(fault))
        return made

    @property
    def _is_problem(self) -> bool:
        return set(self.facts.words_at) >= _PROBLEM

    def _list_place(self) -> tuple[str, str]:
        """Return the pointer of a list of faults, and the key that has a fault's code; "" twice if there is none."""
        found = (_LIST.fullmatch(place.pointer) for place in self.facts.codes_at)
        return next(((match[1], match[2]) for match in found if match), ("", ""))

    def _needs_list(self, code: int | str | None) -> bool:
        return code is not None and not [*self._code_places()]

    def _code_places(self) -> Iterator[FieldPlace]:
        """Yield where a code is: the first place in the body that is outside of a list, and every header."""
        plain = [one for one in self.facts.codes_at if one.pointer and "/0/" not in one.pointer]
        yield from plain[:1]
        yield from (one for one in self.facts.codes_at if one.header)

    def _faults_place(self) -> str:
        """Return where faults are listed beside the words; "" where they are told in words alone."""
        if self._names_fields and not self._list_place()[1]:
            return self.facts.fields_at.items
        taken = (*self.facts.words_at, *(place.pointer for place in self.facts.codes_at))
        if self._is_problem or self._list_place()[1]:
            return ""
        return next(
            at
            for at in _FAULTS_AT
            if not any(one.startswith(at) for one in taken) or at == _FAULTS_AT[-1]
        )


def put_value(body: Any, pointer: str, value: Any) -> Any:
    """Put a value into JSON data at a pointer, and return the data; what is on the way is made. "" is all of it.

    A step named 0 leads into a list of one.
    """
    if not pointer:
        return value
    *way, last = split_pointer(pointer)
    inner = body
    for step, after in zip(way, [*way, last][1:], strict=True):
        made: Any = [{}] if after == "0" else {}
        inner = inner[0] if isinstance(inner, list) else inner.setdefault(step, made)
    if isinstance(inner, list):
        inner[:] = [value]
    else:
        inner[last] = value
    return body


def _with_key(fault: FaultDetail, key: str) -> FaultDetail:
    return {"loc": fault["loc"], "msg": fault["msg"], key: fault["type"]}


def _with_faults(words: str, faults: Sequence[FaultDetail]) -> str:
    told = (f"{_field(one) or 'the body'}: {one['msg']}" for one in faults)
    return "\n- ".join((words, *told))


def _field(fault: FaultDetail) -> str:
    return ".".join(map(str, fault["loc"]))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Refused"
