"""Credentials are recognized by their names, and prompts in every form of echo."""

from __future__ import annotations

import html
import json
import re
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.testing.cassettes.redaction.redactor import REDACTED_PROMPT, Redactor
from clientwright.testing.cassettes.redaction.secrets import is_secret_name
from clientwright.testing.targets.secret_encodings import REDACTED

CANARY = "canary-5f1e"
WORDS = (
    "token secret password passwd auth authorization csrf session cookie credential "
    "signature jwt api_key access_key api_token client_secret access_key_id x_auth_token "
    "refresh_token session_id secret_access_key private_key proxy_authorization set_cookie"
)
STYLES = {
    "snake": "_".join,
    "kebab": "-".join,
    "camel": lambda words: words[0] + "".join(map(str.title, words[1:])),
    "pascal": lambda words: "".join(map(str.title, words)),
    "upper": lambda words: "_".join(words).upper(),
    "header": lambda words: "-".join(map(str.title, words)),
}
NAMES = sorted({style(one.split("_")) for one in WORDS.split() for style in STYLES.values()})
MORE = ["apikey", "APIKey", "accesskeyid", "jsessionid", "PHPSESSID", "tokens", "userToken2"]
PLAIN = [
    *("author", "keyword", "key", "prompt", "request_id", "status_url", "duration", "monkey"),
    *("authentic", "design", "assign", "possession", "tokenizer", "output", "msg", "loc", "type"),
]


@pytest.mark.parametrize("name", [*NAMES, *MORE])
def test_credential_name_is_redacted(name: str) -> None:
    """In every naming style, the value of a credential name is redacted, whatever its type."""
    assert is_secret_name(name)
    values: list[Any] = [CANARY, [CANARY], {"a": {"b": CANARY}}, 712345678, 7.5]
    for value in values:
        clean = json.loads(Redactor().redact_body(json.dumps({"x": {name: value}}).encode()))
        assert clean == {"x": {name: REDACTED}}


@pytest.mark.parametrize("name", PLAIN)
def test_similar_name_is_kept(name: str) -> None:
    """Names that only look similar keep their values."""
    body = json.dumps({name: "a cat"}).encode()
    assert Redactor().redact_body(body) == body


def test_counts_and_empty_values_are_kept() -> None:
    """Token counts, flags and empty values are not secrets."""
    body = b'{"max_tokens": 5, "auth": true, "token": null, "session": "", "token_count": 2.5}'
    assert Redactor().redact_body(body) == body


TEXTS = [
    f"Authorization: Token {CANARY}",
    f"authorization: {CANARY}",
    f"Proxy-Authorization: Digest a, b={CANARY}",
    f"X-Api-Key: {CANARY}",
    f"x-auth-token={CANARY}; more",
    f"Cookie: a=1; sid={CANARY}",
    f"Set-Cookie: sid={CANARY}; HttpOnly",
    f"api_key={CANARY}",
    f"apiKey = {CANARY!r}",
    f"password: {CANARY}",
    f"<p>Secret: {CANARY}</p>",
    json.dumps(json.dumps({"api_key": CANARY})),
    json.dumps({"clientSecret": CANARY})[:-2],
    json.dumps({"log": json.dumps({"tokens": [CANARY], "n": {"session": {"v": CANARY}}})}),
    json.dumps({"log": "sent " + json.dumps({"Authorization": f"Key {CANARY}"})}),
    f"{{'Authorization': 'Token {CANARY}'}}",
    f"https://x.example/cb#access_token={CANARY}&state=1",
    f"https://x.example/a;jsessionid={CANARY}?x=1",
    f"https://x.example/a?clientSecret={CANARY}",
    f"https://x.example/a?user%5Bapi_token%5D={CANARY}",
    f"https://me:{CANARY}@x.example/",
    f"https://me:p@{CANARY}@x.example/",
    f"https:\\/\\/me:{CANARY}@x.example",
    quote(f"https://me:{CANARY}@x.example/", safe=""),
    f"postgres://me:{CANARY}@db/x",
]


@pytest.mark.parametrize("text", TEXTS)
def test_named_secret_is_redacted_in_text(text: str) -> None:
    """In headers, forms, dumps, JSON strings and URLs, the value of a credential name is redacted."""
    for body in (text, json.dumps({"message": text}), f"\n{text}\r\nHost: x"):
        clean = Redactor().redact_body(body.encode()).decode()
        assert CANARY not in clean
        assert Redactor().redact_body(clean.encode()).decode() == clean


@pytest.mark.parametrize(
    "text",
    [
        "Invalid token: must be a text.",
        "The author: cat@home",
        "session expired",
        "a == b, key=value",
        "see https://example.com/cat.png?width=200#top",
        "aspect_ratio: 16:9",
    ],
)
def test_sentence_is_kept(text: str) -> None:
    """A server's messages to people are kept."""
    assert Redactor().redact_text(text) == text


TOKEN = "t0ken/with=odd~chars+&é'\""
SPELT = {
    "lower-case percent": re.sub("%..", lambda f: f[0].lower(), quote(TOKEN, safe="")),
    "plus": quote_plus(TOKEN),
    "html": html.escape(TOKEN),
    "decimal entities": "".join(c if c.isalnum() else f"&#{ord(c)};" for c in TOKEN),
    "hex entities": "".join(c if c.isalnum() else f"&#x{ord(c):X};" for c in TOKEN),
    "slashes": json.dumps(TOKEN)[1:-1].replace("/", "\\/"),
    "json": json.dumps(TOKEN, ensure_ascii=False)[1:-1],
}


@pytest.mark.parametrize("spelt", SPELT.values(), ids=SPELT)
def test_known_token_is_redacted_in_any_encoding(spelt: str) -> None:
    """A token is found however the server escapes it."""
    assert (
        Redactor(frozenset({TOKEN})).redact_text(f"you sent <{spelt}>") == f"you sent <{REDACTED}>"
    )


PROMPT = 'A "secret" cat/dog &  a\tnaïve 猫 🐈'
ECHOES = {
    "as it is": PROMPT,
    "JSON in a string": json.dumps({"p": PROMPT}),
    "JSON twice": json.dumps(json.dumps({"p": PROMPT})),
    "JSON in UTF-8": json.dumps({"p": PROMPT}, ensure_ascii=False),
    "percent": quote(PROMPT, safe=""),
    "percent, lower": quote(PROMPT, safe="").lower(),
    "plus": quote_plus(PROMPT),
    "upper": PROMPT.upper(),
    "white space": " ".join(PROMPT.split()),
    "broken lines": "\n".join(PROMPT.split()),
    "html": html.escape(PROMPT),
}


@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_prompt_is_hidden_in_any_echo(echo: str) -> None:
    """Quoted, escaped, in another case or with other white space, no word of a prompt is left."""
    clean = Redactor(prompts=frozenset({PROMPT})).redact_text(f"<{echo}>")
    assert REDACTED_PROMPT in clean
    assert "secret" not in clean.lower()


@given(st.text(min_size=1), st.sampled_from(["{}", "  {}\n", "about {}"]))
def test_any_prompt_is_hidden(prompt: str, around: str) -> None:
    """A text that is or contains any prompt no longer contains it."""
    redactor = Redactor(prompts=frozenset({prompt}))
    assert redactor.redact_text(prompt) in (REDACTED_PROMPT, prompt) if not prompt.strip() else True
    if len(prompt.strip()) >= 4 and prompt not in REDACTED_PROMPT:
        assert prompt not in redactor.redact_text(around.format(prompt)).replace(
            REDACTED_PROMPT, "\1"
        )
