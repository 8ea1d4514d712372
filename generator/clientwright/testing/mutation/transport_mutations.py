"""The mutations of the runtime's transports: what is sent, how an answer is read, and who waits for whom."""

from __future__ import annotations

from clientwright.testing.mutation.runtime_mutation import RuntimeMutation

TRANSPORT_MUTATIONS: tuple[RuntimeMutation, ...] = (
    RuntimeMutation(
        "token-twice",
        "The token is sent in another header too.",
        "http_exchange.py",
        'headers.update({name: f"{scheme} {token}", ',
        'headers.update({name: f"{scheme} {token}", "X-Token": token, ',
    ),
    RuntimeMutation(
        "hook-before-sending-is-unclear",
        "An exception of a request hook leaves open whether the submit was sent.",
        "http_failures.py",
        "    if unread:\n        message",
        "    if False:\n        message",
    ),
    RuntimeMutation(
        "hook-after-sending-is-not-sent",
        "An exception of a response hook counts as a submit that was not sent.",
        "http_failures.py",
        "raise with_part(MaybeSent(text), request) from error\n\n\n",
        "raise NotSent(text) from error\n\n\n",
    ),
    RuntimeMutation(
        "redirects-followed",
        "The sync client follows redirects.",
        "transport.py",
        "follow_redirects=False",
        "follow_redirects=True",
    ),
    RuntimeMutation(
        "redirects-followed-async",
        "The async client follows redirects.",
        "async_transport.py",
        "follow_redirects=False",
        "follow_redirects=True",
    ),
    RuntimeMutation(
        "encodings-asked-for",
        "Compressed answers are asked for.",
        "http_exchange.py",
        'headers["Accept-Encoding"] = "identity"',
        'headers["Accept-Encoding"] = "gzip, deflate, br, zstd"',
    ),
    RuntimeMutation(
        "encodings-ignored",
        "A compressed answer is read as it came.",
        "http_exchange.py",
        'if encoding := answer.headers.get("Content-Encoding", ""):',
        'if encoding := "":',
    ),
    RuntimeMutation(
        "gzip-unread",
        "Answers in gzip are not read.",
        "content_encoding.py",
        '{"gzip": (31,), ',
        "{",
    ),
    RuntimeMutation(
        "deflate-unread",
        "Answers in deflate are not read.",
        "content_encoding.py",
        ', "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS)}',
        "}",
    ),
    RuntimeMutation(
        "unknown-encoding-read",
        "An answer in an unknown encoding is read as it came.",
        "content_encoding.py",
        "if len(layers) > MAX_LAYERS or not _WINDOWS.keys() >= set(layers):\n        return None",
        "if len(layers) > MAX_LAYERS or not _WINDOWS.keys() >= set(layers):\n        return body",
    ),
    RuntimeMutation(
        "inflated-without-limit",
        "A short answer may inflate to any length.",
        "http_exchange.py",
        "inflate(raw, encoding, MAX_BODY_BYTES)",
        "inflate(raw, encoding, 2**40)",
    ),
    RuntimeMutation(
        "too-many-at-once",
        "A client sends a hundred requests at once.",
        "request_gate.py",
        "MAX_IN_FLIGHT = 16",
        "MAX_IN_FLIGHT = 100",
    ),
    RuntimeMutation(
        "cancelled-submit-broken-off",
        "A submit that is cancelled does not wait for its answer.",
        "submit_task.py",
        "end = anyio.current_time() + submissions.GRACE_SECONDS",
        "end = 0.0",
    ),
    RuntimeMutation(
        "cancelled-submit-unlogged",
        "A submit that is cancelled logs nothing.",
        "submission.py",
        '        stop.add_note(text)\n        self._log(level, "end", "%s", text)',
        "        stop.add_note(text)",
    ),
    RuntimeMutation(
        "one-transport-for-all-loops",
        "An async client keeps the connections of its first event loop.",
        "connection.py",
        "    return os.getpid(), current_loop()",
        "    return os.getpid(), None",
    ),
)
