"""The lock file: what it proves, what it does not, and how unusable ones are reported."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientwright.codegen import lock_file as locks
from clientwright.errors import ProblemsError, UsageError
from clientwright.evolution.vendor import verify_copies
from clientwright.pipeline import generate

ROOT = Path(__file__).resolve().parent.parent.parent
SPECS = ROOT / "specs" / "runcomfy"
MODULE = "kling/kling_3_0/standard/text_to_video.py"
TEXTS = st.text(st.sampled_from("ab\n\t\x0b\u2028"), max_size=20)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate a package once."""
    folder = tmp_path_factory.mktemp("made")
    generate(SPECS, folder)
    return folder


@pytest.fixture
def package(generated: Path, tmp_path: Path) -> Path:
    """Copy the generated package for modification."""
    shutil.copytree(generated, tmp_path / "out")
    return tmp_path / "out/runcomfy"


def codes(package: Path) -> dict[str, str]:
    """Return what --check reports for each path."""
    (done,) = generate(SPECS, package.parent, check=True)
    return {
        Path(problem.location.file).relative_to(package).as_posix(): problem.code
        for problem in done.problems
    }


def relock(package: Path, **changes: Any) -> None:
    """Change the lock's hashes of files; None removes a file."""
    path = package / locks.LOCK_NAME
    document = json.loads(path.read_text("utf-8"))
    files = {**document["files"], **changes}
    document["files"] = {name: known for name, known in files.items() if known is not None}
    path.write_text(json.dumps(document, indent=2), "utf-8")


NUMBERS = (
    st.integers() | st.floats() | st.sampled_from([3.0, -0.0, 1e16, -1.5e16, 1e-7, 10.05, 1e300])
)
DOCUMENTS = st.recursive(
    NUMBERS | st.booleans() | st.sampled_from(["3.0", "1e+5", "a", "1.0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=6,
)


@given(DOCUMENTS)
def test_a_digest_is_that_of_normal_numbers(document: Any) -> None:
    """The quick look for floats without fraction finds each of them."""
    normal = json.dumps(locks._normalize_numbers(document), sort_keys=True)
    assert locks.json_digest(document) == locks.text_digest(normal)


@given(text=TEXTS)
def test_line_endings_do_not_change_digest(text: str) -> None:
    """A text with Windows line endings has the same hash."""
    assert locks.text_digest(text.replace("\n", "\r\n")) == locks.text_digest(text)


@given(one=TEXTS, other=TEXTS)
def test_different_texts_have_different_digests(one: str, other: str) -> None:
    """Two texts have one hash only if they are equal."""
    assert (locks.text_digest(one) == locks.text_digest(other)) is (one == other)


def test_windows_checkout_is_current(package: Path) -> None:
    """With Windows line endings in every file, nothing counts as edited and nothing is written."""
    for path in package.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert codes(package) == {}
    (done,) = generate(SPECS, package.parent)
    assert done.changed == ()
    (package / "_client.py").write_bytes((package / "_client.py").read_bytes() + b"# mine\r\n")
    assert codes(package) == {"_client.py": "edited-by-hand"}


def test_forged_hash_is_detected(package: Path) -> None:
    """--check detects a file that was edited together with its hash, and --force repairs both."""
    path = package / "_client.py"
    path.write_text(path.read_text("utf-8") + "import os\n", "utf-8")
    relock(package, **{"_client.py": locks.text_digest(path.read_text("utf-8"))})
    assert codes(package) == {"_client.py": "edited-by-hand"}
    (done,) = generate(SPECS, package.parent, force=True)
    assert done.changed == ("_client.py", "clientwright.lock")
    assert codes(package) == {}


def test_file_missing_from_lock_is_stale(package: Path) -> None:
    """A file removed from disk and lock is stale, and the lock is reported."""
    relock(package, **{"_client.py": None})
    assert codes(package) == {"clientwright.lock": "lock-broken"}
    (package / "_client.py").unlink()
    assert codes(package) == {"clientwright.lock": "lock-broken", "_client.py": "stale"}
    generate(SPECS, package.parent, force=True)
    assert codes(package) == {}


@pytest.mark.skipif(os.name == "nt", reason="pipes and devices as on Linux and macOS")
@pytest.mark.parametrize("make", ["pipe", "device", "folder"])
def test_special_files_are_not_read(package: Path, make: str) -> None:
    """A pipe, an endless device or a folder in place of a file counts as an edit, and nothing hangs."""
    for name in ("_client.py", MODULE):
        (package / name).unlink()
        if make == "pipe":
            os.mkfifo(package / name)
        elif make == "device":
            (package / name).symlink_to("/dev/zero")
        else:
            (package / name).mkdir()
    assert codes(package) == {"_client.py": "edited-by-hand", MODULE: "edited-by-hand"}
    assert [problem.code for problem in verify_copies.verify_copies(package)[0].problems] == [
        "copy-edited"
    ] * 2
    with pytest.raises(ProblemsError, match="edited-by-hand"):
        generate(SPECS, package.parent)


def test_missing_lock_is_reported(package: Path) -> None:
    """--check reports a missing lock; the next generate rewrites it if no file was edited."""
    before = (package / locks.LOCK_NAME).read_bytes()
    (package / locks.LOCK_NAME).unlink()
    assert codes(package) == {".": "lock-missing"}
    generate(SPECS, package.parent)
    assert (package / locks.LOCK_NAME).read_bytes() == before


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"format": 1,\n', "not JSON"),
        ("[" * 100_000, "not that of a lock"),
        ("[]", "not that of a lock"),
        ('{"format": "1"}', "not that of a lock"),
        ('{"format": ' + "9" * 9999 + "}", "not that of a lock"),
        ('{\n<<<<<<< HEAD\n  "a": 1\n=======\n>>>>>>> x\n}', "conflict markers"),
        ("\ud800", "not UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_unusable_lock_is_one_problem(package: Path, text: str | None, expected: str) -> None:
    """Any unusable lock is one problem with its reason, without Python's messages, and nothing is written."""
    path = package / locks.LOCK_NAME
    path.unlink()
    if text is None:
        path.mkdir()
    else:
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    for check, force in ((False, False), (True, False), (False, True)):
        with pytest.raises(ProblemsError, match=expected) as caught:
            generate(SPECS, package.parent, check=check, force=force)
        assert [problem.code for problem in caught.value.problems] == ["lock-broken"]
        assert "Error" not in str(caught.value)


def test_truncated_lock_has_a_line(package: Path) -> None:
    """A truncated lock is reported with the line at which it ends."""
    path = package / locks.LOCK_NAME
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:5]), "utf-8")
    with pytest.raises(ProblemsError) as caught:
        generate(SPECS, package.parent)
    assert caught.value.problems[0].location.line in (5, 6)


def test_unknown_http_library_in_lock(package: Path) -> None:
    """A lock that names an unknown HTTP library is broken, even if specs have changed."""
    path = package / locks.LOCK_NAME
    path.write_text(path.read_text("utf-8").replace('"http": "httpx"', '"http": "evil"'), "utf-8")
    with pytest.raises(ProblemsError, match="unknown HTTP library 'evil'"):
        generate(SPECS, package.parent)


@settings(deadline=None)
@given(name=st.text(st.sampled_from("aB1_./\\:~ \u00e9\n\0-"), max_size=12))
def test_lock_paths_stay_inside_package(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    """A path in a lock is refused, or is inside the package and not the package itself."""
    package = tmp_path_factory.mktemp("p")
    (package / locks.LOCK_NAME).write_text(
        locks.LockFile({}, {}, {name: ""}, "", generator="0").dumps(), "utf-8"
    )
    try:
        found = locks.load_lock(package)
    except ProblemsError:
        return
    assert found is not None
    assert package.resolve() in (package / name).resolve().parents


@pytest.mark.parametrize("out", ["specs", "specs/runcomfy", "specs/runcomfy/kling", "link"])
def test_package_among_specs_is_refused(tmp_path: Path, out: str) -> None:
    """A package is not written into its specs folder, not even through a link; the specs are unchanged."""
    shutil.copytree(SPECS, tmp_path / "specs" / "runcomfy")
    (tmp_path / "link").symlink_to(tmp_path / "specs", target_is_directory=True)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match="this folder contains specs"):
        generate(tmp_path / "specs", tmp_path / out)
    assert sorted(tmp_path.rglob("*")) == before


def test_package_of_another_generator_is_told(package: Path) -> None:
    """A stale package that other templates wrote is told as such, once; one that is only stale is not."""
    (package / "_client.py").unlink()
    assert "other-generator" not in codes(package).values()
    lock = package / "clientwright.lock"
    document = json.loads(lock.read_text("utf-8"))
    lock.write_text(json.dumps({**document, "toolchain": "0" * 64}), "utf-8")
    assert codes(package) == {"_client.py": "stale", "clientwright.lock": "other-generator"}
