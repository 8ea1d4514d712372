"""`format` and content keywords: annotations, so a change is a warning."""

from __future__ import annotations

from collections.abc import Iterator

from clientwright.schema.constraint import Constraint
from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair
from clientwright.schema.wording import Wording

KEYWORDS = ("format", "contentEncoding", "contentMediaType", "contentSchema")
FORMAT_NAMES = frozenset(
    "date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference "
    "iri iri-reference uuid uri-template json-pointer relative-json-pointer regex".split()
)
"""The formats that JSON Schema 2020-12 defines."""
OPENAPI_FORMATS = frozenset("int32 int64 float double byte binary password".split())
"""The formats that OpenAPI adds."""


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare the format keywords; every difference is undecidable."""
    for keyword in KEYWORDS:
        if pair.old.get(keyword) != pair.new.get(keyword):
            yield pair.keyword_edit(keyword, pair.edit_kind(keyword), undecidable=True)


_ANNOTATES = "a format is an annotation in JSON Schema 2020-12: it accepts every value"
FORMAT = Constraint(
    "format",
    KEYWORDS,
    compare=compare,
    wording={"format": Wording("be in the form {}".format, bare=True)},
    waived=dict.fromkeys(
        ("accept", "generate", "violate", "describe", "mutate", "emit"), _ANNOTATES
    ),
)
