"""One module for each group of keywords: how an edit of them changes the accepted values.

Each comparer takes a `SchemaPair` and yields edits; a new keyword is a new line in one of the tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clientwright.schema.keyword_edit import KeywordEdit, SchemaPair
from clientwright.schema.keywords import (
    annotations as annotation_keywords,
)
from clientwright.schema.keywords import (
    bounds,
    conditions,
    contains,
    enum,
    items,
    media,
    multiple_of,
    properties,
    required,
    unique_items,
)
from clientwright.schema.keywords import (
    combinators as branches,
)
from clientwright.schema.keywords import (
    default as defaults,
)
from clientwright.schema.keywords import (
    dependent_required as dependents,
)
from clientwright.schema.keywords import (
    format as formats,
)
from clientwright.schema.keywords import (
    pattern as patterns,
)
from clientwright.schema.keywords import (
    type as types,
)

KeywordComparer = Callable[[SchemaPair], Iterator[KeywordEdit]]

ENUM_COMPARERS: tuple[KeywordComparer, ...] = (enum.compare_keywords,)
CONSTRAINT_COMPARERS: tuple[KeywordComparer, ...] = (
    types.compare_keywords,
    bounds.compare_keywords,
    multiple_of.compare_keywords,
    patterns.compare_keywords,
    required.compare_keywords,
    properties.compare_keywords,
    dependents.compare_keywords,
    items.compare_keywords,
    unique_items.compare_keywords,
    contains.compare_keywords,
    branches.compare_keywords,
    conditions.compare_keywords,
)
ANNOTATION_COMPARERS: tuple[KeywordComparer, ...] = (
    media.compare_keywords,
    defaults.compare_keywords,
    formats.compare_keywords,
    annotation_keywords.compare_keywords,
)
