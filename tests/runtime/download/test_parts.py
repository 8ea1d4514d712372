"""A part on disk: locked, resumed from what was flushed, and never through a link."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.runtime.download import part as parts
from clientwright.runtime.download.part import Part, PartOrigin
from runtime.download.support import names_in


def test_two_parts_of_one_name(tmp_path: Path) -> None:
    """A part that another has open is left alone; the second gets a part that it does not leave."""
    origin = PartOrigin("https://a.example/x", '"one"', 10)
    first = Part(tmp_path, "x")
    first.begin(origin)
    first.write(b"12345")
    second = Part(tmp_path, "x")
    second.begin(origin)
    second.write(b"other")
    second.close(keep=True)
    first.close(keep=True)
    third = Part(tmp_path, "x")
    assert (third.size, third.origin) == (5, origin)
    assert third.head(9) == b"12345"
    third.remove()
    third.close(keep=True)
    assert names_in(tmp_path) == []


NOTES = st.one_of(
    st.binary(max_size=40),
    st.recursive(
        st.none() | st.booleans() | st.integers(-5, 20) | st.text(max_size=5),
        lambda inner: st.dictionaries(
            st.sampled_from(["url", "validator", "total", "flushed"]), inner
        ),
        max_leaves=6,
    ).map(lambda note: json.dumps(note).encode()),
)


@given(st.binary(max_size=12), NOTES)
@settings(max_examples=40)
def test_any_note_of_a_part(data: bytes, note: bytes) -> None:
    """Whatever is found beside a part, it is resumed from its own flushed bytes, or from none."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ".x.part").write_bytes(data)
        (folder / ".x.part.json").write_bytes(note)
        part = Part(folder, "x")
        assert 0 <= part.size <= len(data)
        assert (part.origin is None) == (part.size == 0)
        assert part.head(99) == data[: part.size]
        assert part.digest.hexdigest() == hashlib.sha256(data[: part.size]).hexdigest()
        part.close(keep=False)


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=8), st.integers(1, 60))
@settings(max_examples=40)
def test_a_part_is_resumed_as_it_was_closed(pieces: list[bytes], flush: int) -> None:
    """A part that was closed has all its bytes and the same hash when it is opened again."""
    import tempfile

    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(parts, "FLUSH_BYTES", flush)
        part = Part(Path(name), "x")
        part.begin(PartOrigin("u", '"v"', None))
        for piece in pieces:
            part.write(piece)
        whole = b"".join(pieces)
        part.close(keep=True)
        again = Part(Path(name), "x")
        assert (again.size, again.head(999)) == (len(whole), whole)
        assert again.digest.hexdigest() == hashlib.sha256(whole).hexdigest()
        again.close(keep=False)
        assert names_in(Path(name)) == []


@pytest.mark.parametrize(
    "note",
    [
        b"[" * 60_000,
        b'{"a":' * 12_000,
        json.dumps({"url": "u", "validator": "a\r\nX: y", "flushed": 5, "total": 10}).encode(),
        json.dumps({"url": "u", "validator": '"\u00fc"', "flushed": 5, "total": 10}).encode(),
    ],
    ids=["lists", "objects", "lines", "letters"],
)
def test_a_note_that_cannot_be_used_is_discarded(note: bytes, tmp_path: Path) -> None:
    """A note that is no note, or whose validator cannot be sent, is as none."""
    (tmp_path / ".x.part").write_bytes(b"0123456789")
    (tmp_path / ".x.part.json").write_bytes(note)
    part = Part(tmp_path, "x")
    assert (part.size, part.origin) == (0, None)
    part.close(keep=False)


@pytest.mark.parametrize("name", [".x.part.json", ".x.part.json.new"])
def test_a_link_of_the_name_of_a_note_is_not_followed(name: str, tmp_path: Path) -> None:
    """In a folder that others write to, a link cannot lead a note to another file."""
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / name).symlink_to(victim)
    part = Part(tmp_path, "x")
    part.begin(PartOrigin("u", '"v"', 10))
    part.write(b"12345")
    part.close(keep=True)
    assert victim.read_bytes() == b"precious"
    again = Part(tmp_path, "x")
    assert again.size == 5
    again.close(keep=False)


def test_a_part_is_flushed_after_some_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process has received is resumed also if it is ended at once, but for the last moment."""
    monkeypatch.setattr(parts, "FLUSH_SECONDS", 0.0)
    part = Part(tmp_path, "x")
    part.begin(PartOrigin("u", '"v"', 10))
    part.write(b"12345")
    assert json.loads((tmp_path / ".x.part.json").read_bytes())["flushed"] == 5
    part.close(keep=False)
