"""The mutations of the runtime's transports: what is sent, how an answer is read, and who waits for whom."""

from __future__ import annotations

from clientwright.testing.mutation.code_edits import (
    CodeEdit,
    drop,
    drop_entry,
    insert_after,
    replace,
    set_keyword,
    set_value,
)
from clientwright.testing.mutation.runtime_mutation import RuntimeMutation

TRANSPORT_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "token-twice",
        "The token is sent in another header too.",
        CodeEdit(
            "http_exchange",
            "_headers",
            insert_after("headers.update(...)", "headers['X-Token'] = token"),
        ),
    ),
    RuntimeMutation(
        "hook-before-sending-is-unclear",
        "An exception of a request hook leaves open whether the submit was sent.",
        CodeEdit(
            "http_failures", "answer_or_error", replace("unread", "False"), inside="if unread: ..."
        ),
    ),
    RuntimeMutation(
        "hook-after-sending-is-not-sent",
        "An exception of a response hook counts as a submit that was not sent.",
        CodeEdit(
            "http_failures",
            "answer_or_error",
            replace(
                "raise with_part(MaybeSent(...), ...) from ...", "raise NotSent(text) from error"
            ),
        ),
    ),
    RuntimeMutation(
        "redirects-followed",
        "The sync client follows redirects.",
        CodeEdit("transport", "Transport._send", set_keyword("follow_redirects", "True")),
    ),
    RuntimeMutation(
        "redirects-followed-async",
        "The async client follows redirects.",
        CodeEdit(
            "async_transport", "AsyncTransport._send", set_keyword("follow_redirects", "True")
        ),
    ),
    RuntimeMutation(
        "encodings-asked-for",
        "Compressed answers are asked for.",
        CodeEdit(
            "http_exchange",
            "_headers",
            replace(
                "headers['Accept-Encoding'] = ...",
                "headers['Accept-Encoding'] = 'gzip, deflate, br, zstd'",
            ),
        ),
    ),
    RuntimeMutation(
        "encodings-ignored",
        "A compressed answer is read as it came.",
        CodeEdit(
            "http_exchange", "BodyReader.to_response", replace("answer.headers.get(...)", "''")
        ),
    ),
    RuntimeMutation(
        "gzip-unread",
        "Answers in gzip are not read.",
        CodeEdit("content_encoding", "_WINDOWS", drop_entry("gzip")),
    ),
    RuntimeMutation(
        "deflate-unread",
        "Answers in deflate are not read.",
        CodeEdit("content_encoding", "_WINDOWS", drop_entry("deflate")),
    ),
    RuntimeMutation(
        "unknown-encoding-read",
        "An answer in an unknown encoding is read as it came.",
        CodeEdit("content_encoding", "inflate", replace("return None", "return body")),
    ),
    RuntimeMutation(
        "inflated-without-limit",
        "A short answer may inflate to any length.",
        CodeEdit(
            "http_exchange",
            "BodyReader.to_response",
            replace("inflate(...)", "inflate(raw, encoding, 2**40)"),
        ),
    ),
    RuntimeMutation(
        "too-many-at-once",
        "A client sends a hundred requests at once.",
        CodeEdit("request_gate", "MAX_IN_FLIGHT", set_value("100")),
    ),
    RuntimeMutation(
        "cancelled-submit-broken-off",
        "A submit that is cancelled does not wait for its answer.",
        CodeEdit("submit_task", "SubmitTask._leave", replace("end = ...", "end = 0.0")),
    ),
    RuntimeMutation(
        "cancelled-submit-unlogged",
        "A submit that is cancelled logs nothing.",
        CodeEdit("submission", "Submission.report_interrupt", drop("self._log(...)")),
    ),
    RuntimeMutation(
        "one-transport-for-all-loops",
        "An async client keeps the connections of its first event loop.",
        CodeEdit("connection", "place_of_loop", replace("current_loop()", "None")),
    ),
)
