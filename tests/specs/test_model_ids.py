"""Model ids: validated once, safe in URLs, paths and names."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientwright.problems import Location
from clientwright.specs.model_ids import ModelId, check_model_id, invalid_id_reason
from clientwright.specs.problems import BadModelId

HOSTILE = [
    "", "/", "a", "a/", "/a/b", "a//b", "../b", "a/..", "a/../b", "a/.", "./a", ".a/b", "a/b.", "a/b ", " a/b",
    "a/b..c", "C:/b", "c:\\a/b", "a\\b/c", "a/b\0", "a/b\n", "a/b\r\nHost: x", "a/b?x=1", "a/b#f", "a/%2e%2e",
    "a/con", "a/CON.txt", "nul/b", "a/aux .x", "a/lpt1", "COM0/x", "a/b;c", "a/b:c", "a/~b", "a/-b", "a/_b",
    "а/b", "a/é", "a/\u202eb", "a/b*", "a/$(x)", "a/`x`", "a/'x'", 'a/"x"', "https://x/y", "a/b/c/d/e/f/g",
    "a/" + "b" * 300, "a/" + "b" * 65, "/".join(["b" * 60] * 4), "a.json/b", "a/B.JSON/c",
]  # fmt: skip
GOOD = [
    "kling/kling-3.0/standard/image-to-video", "a/b", "A/B_c", "1/2", "a/b.json", "bytedance/seedance 1.0/pro",
    "a/contour", "a/b/c/d/e/f", "a/b-", "a/b_",
]  # fmt: skip
NEAR = st.lists(st.text(alphabet="aZ0.-_ /\\:%~\0é", max_size=8), min_size=1, max_size=6).map(
    "/".join
)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_ids_are_rejected_with_reason(text: str) -> None:
    """An id that could escape its folder or its URL is a problem with a reason."""
    found = check_model_id(text, Location("x"))
    assert isinstance(found, BadModelId)
    assert found.reason
    assert str(found).isprintable()


@pytest.mark.parametrize("text", GOOD)
def test_documented_ids_are_unchanged(text: str) -> None:
    """Ids as providers write them are valid and unchanged."""
    found = check_model_id(text, Location("x"))
    assert isinstance(found, ModelId)
    assert "/".join(found.segments) == text


@given(NEAR | st.text())
def test_valid_id_is_one_relative_path_everywhere(text: str) -> None:
    """A valid id is one relative path on POSIX and Windows, and one path below a URL."""
    if invalid_id_reason(text) is not None:
        return
    for kind in (PurePosixPath, PureWindowsPath):
        path = kind(text)
        assert list(path.parts) == text.split("/")
        assert not path.is_absolute()
        assert ".." not in path.parts
    below = urlsplit(urljoin("https://host/v1/models/", text))
    assert (below.netloc, below.path) == ("host", f"/v1/models/{text}")


@given(NEAR, NEAR)
def test_spec_file_is_never_a_folder_of_another_id(one: str, other: str) -> None:
    """The spec file of one id is never a folder on the path of another's."""
    if invalid_id_reason(one) is None and invalid_id_reason(other) is None:
        assert Path(f"{one}.json") not in Path(f"{other}.json").parents


@pytest.mark.parametrize(
    ("id", "reason"),
    [
        ("__init__/__main__", "begins with '_', as the names that packages keep"),
        ("_runtime/client", "begins with '_', as the names that packages keep"),
        ("a/..", "contains '..', which leads out of a folder"),
        ("a/b..c", "contains '..', which leads out of a folder"),
        ("a/名前", "contains '名', which is none of the characters that are allowed"),
        ("a/é", "contains 'é', which is none of the characters that are allowed"),
        ("a/b?", "contains '?'"),
        ("a/b\x00", r"contains '\x00'"),
        ("a/.b", "begins with '.'"),
        ("a/-b", "begins with '-'"),
        ("a/ b", "begins with ' '"),
        ("a/b.", "ends with '.'"),
        ("a/b ", "ends with ' '"),
        ("a/" + "b" * 65, "is 65 characters long, more than 64"),
    ],
)
def test_reason_is_what_is_wrong(id: str, reason: str) -> None:
    """The reason names the character, the end or the length for which a segment is refused, and nothing that is allowed."""
    assert reason in str(invalid_id_reason(id))
