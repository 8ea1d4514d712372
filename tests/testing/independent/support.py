"""Clients and basic payloads for the tests of the independent servers."""

from __future__ import annotations

import httpx

from testing.independent import documents
from testing.independent.loopback import TOKEN

TEXT, IMAGE = f"/models/{documents.TEXT}", f"/models/{documents.IMAGE}"
PICTURE = "https://example.com/cliff.png"
BASIC = {TEXT: {"prompt": "a cliff"}, IMAGE: {"prompt": "a cliff", "start_image_url": PICTURE}}


def make_client(url: str, token: str = TOKEN) -> httpx.Client:
    """Return a client that sends a token with every call."""
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, trust_env=False)


def submit_job(client: httpx.Client) -> str:
    """Submit a job and return the path of its request."""
    return f"/requests/{client.post(TEXT, json=BASIC[TEXT]).json()['request_id']}"
