"""The mutations of the runtime's transports: what is sent, and how an answer is read."""

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
)
