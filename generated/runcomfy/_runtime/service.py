# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Facts of one provider as data; the rest of the runtime names no provider."""

from __future__ import annotations

TYPE_CHECKING = False  # see client.py
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

MAX_REQUEST_ID = 512
"""Length of the longest request id, in characters."""


SHORTEST_SECRET = 12
"""Characters of the shortest token, or piece of one, that is hidden inside of words, too."""


def has_secret(text: str, token: str) -> bool:
    """Return whether a token is in a text; a short one may be a part of words by chance."""
    return len(token) >= SHORTEST_SECRET and token in text


class Service:
    """Hosts, operations, authentication, vocabularies and error codes of one provider (keywords only).

    `status_values` and `result_values` map each documented value to its phase, `aliases`
    tolerated values to documented ones, `errors` a code to its kind; `sure_refusals` are the
    documented codes of a refusal. `not_begun` lists the HTTP statuses, each with its conditions,
    after which a submit surely began no work. The first of `cancel_outcomes` is the one that
    means "cancelled". `auth` is the header of the token and the scheme before it; `operations`
    maps each operation to its HTTP method and its path. `advised_megabytes` is the size that the
    provider advises for each kind of medium, `output_hosts` the ends of the hosts of outputs.

    What has a default is needed by few services; `Wire` reads it. A place in an answer is a JSON
    Pointer in its body ("" is the whole body), or the name of a header, which never begins with
    a slash.

    - Calls: `path_parts` are the first segments of a model id (how many, and how many after
      which first one); `input_at` and `constants` say what the body of a submit has where;
      `query` and `headers` are those of an operation, `cost_query` that of a result with its cost.
    - Answers: `fields` are places by operation and name. Without a result in `operations`, the
      answer to a status is the result, too. With `ends_by_http` the result is the model's own
      answer, whose HTTP status tells the end; `own_answer_header` is on such an answer.
      `failed_at` and `expired_at` are what shows that a finished job failed, and that its output
      is gone. With `null_output` a job may succeed with no output. `cost_unit` is what a cost counts.
    - Cancels: `cancel_answers` are what an answer means, by HTTP status and word (0 and "": any);
      with `cancel_by_status` it is answered as a status is.
    - Errors: `codes_at` are the places of a code, `codes_in_success_at` those that count in any
      answer, `words_at` those of the words; `errors_by_http` are kinds of errors without a code.
    """

    name: str
    title: str
    base_url: str
    base_url_variable: str
    token_variables: tuple[str, ...]
    auth: tuple[str, str]
    operations: Mapping[str, tuple[str, str]]
    not_begun: tuple[tuple[int, tuple[str, ...]], ...]
    status_values: Mapping[str, str]
    result_values: Mapping[str, str]
    aliases: Mapping[str, str]
    cancel_outcomes: tuple[str, ...]
    errors: Mapping[int | str, str]
    sure_refusals: tuple[int | str, ...]
    media_schemes: tuple[str, ...]
    advised_megabytes: Mapping[str, float]
    output_hosts: tuple[str, ...]
    path_parts: Mapping[str, tuple[int, Mapping[str, int]]] = {}
    input_at: str = ""
    constants: Mapping[str, str] = {}
    query: Mapping[str, Mapping[str, str]] = {}
    headers: Mapping[str, Mapping[str, str]] = {}
    cost_query: Mapping[str, str] = {"include_cost": "true"}
    fields: Mapping[str, Mapping[str, str]] = {}
    ends_by_http: bool = False
    own_answer_header: str = ""
    failed_at: tuple[str, ...] = ()
    expired_at: tuple[str, ...] = ()
    null_output: bool = False
    cost_unit: str = "USD"
    cancel_answers: tuple[tuple[str, int, str], ...] = ()
    cancel_by_status: bool = False
    codes_at: tuple[str, ...] = ("/error_code", "/code")
    codes_in_success_at: tuple[str, ...] = ("/error_code",)
    words_at: tuple[str, ...] = ()
    errors_by_http: Mapping[int, str] = {}

    def __init__(self, **facts: Any) -> None:
        names = Service.__annotations__
        required = [name for name in names if name not in vars(Service)]
        if not set(required) <= facts.keys() <= names.keys():
            others = [name for name in names if name not in required]
            text = f"{', '.join(required)}, and any of {', '.join(others)}"
            raise TypeError(f"a Service has exactly {text}")
        self.__dict__.update(facts)

    def status(self, raw: str) -> tuple[str, str]:
        """Return a `/status` value as documented and its phase; unknown values stay unchanged."""
        return self._documented_value(raw, self.status_values)

    def result(self, raw: str) -> tuple[str, str]:
        """Return a `/result` value as documented and its phase; unknown values stay unchanged."""
        return self._documented_value(raw, self.result_values or self.status_values)

    def _documented_value(self, raw: str, values: Mapping[str, str]) -> tuple[str, str]:
        value = raw.lower()
        aliases = {word.lower(): meant.lower() for word, meant in self.aliases.items()}
        value = aliases.get(value, value)
        known = {word.lower(): word for word in values}
        return (known[value], values[known[value]]) if value in known else (raw, "unknown")

    @staticmethod
    def request_id(value: object) -> str | None:
        """Return a value as a request id, or None: printable text of 1 to 512 characters, or an integer.

        "." and ".." are no ids, because URL libraries drop such segments of a path.
        """
        text = value
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and abs(value) < 10 ** (MAX_REQUEST_ID - 1)
        ):
            text = str(value)
        if not isinstance(text, str) or not text.isprintable() or text in (".", ".."):
            return None
        return text if 0 < len(text) <= MAX_REQUEST_ID else None
