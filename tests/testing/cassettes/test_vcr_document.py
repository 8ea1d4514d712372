"""Cassettes as files of vcrpy: nothing is lost, no secret is kept, and vcrpy replays them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import vcr
import yaml
from hypothesis import given
from hypothesis import strategies as st
from vcr.serialize import deserialize
from vcr.serializers import yamlserializer

from clientwright.testing.cassettes import cassette_files
from clientwright.testing.cassettes.cassette_files import text_format
from clientwright.testing.cassettes.cassette_model import (
    RECORDED_BASE_URL,
    Cassette,
    Interaction,
    RecordedAnswer,
    RecordedCall,
)
from clientwright.testing.cassettes.plain_values import parse_yaml_document
from clientwright.testing.cassettes.playback import replay
from clientwright.testing.cassettes.redaction.traffic_redactor import TrafficRedactor
from clientwright.testing.targets.secret_encodings import secret_encodings
from runcomfy import AsyncRunComfy, RunComfy, kling
from testing.cassettes.support import (
    BASE,
    COMMITTED_CASSETTES,
    HEADER,
    JSON,
    ROOT,
    ROOTS,
    TOKEN,
    cassette,
    raw,
    specs,
)
from testing.cassettes.test_cassette_files import BODIES, KINDS, VALUES, WORDS

SERVICE = specs().service
BASE_URL = str(SERVICE.document["base_url"])
TO_VCR = text_format(".yaml", SERVICE)
PATHS = st.from_regex(r"/[A-Za-z0-9%._~/-]{1,20}", fullmatch=True)
INTERACTIONS = st.builds(
    Interaction,
    st.builds(RecordedCall, st.sampled_from(["GET", "POST"]), PATHS, BODIES, WORDS, WORDS, KINDS),
    st.builds(
        RecordedAnswer,
        st.integers(100, 599),
        BODIES | st.just(f'{{"a":"{RECORDED_BASE_URL}/requests/1"}}'.encode()),
        KINDS,
        st.dictionaries(st.just("retry-after"), VALUES, max_size=1),
    ),
)
CASSETTES = st.builds(
    Cassette, st.just(HEADER), st.lists(INTERACTIONS, min_size=1, max_size=4).map(tuple)
)
COMMITTED = sorted(COMMITTED_CASSETTES.rglob("*.json"))


@given(CASSETTES)
def test_cassette_survives_the_format(recording: Cassette) -> None:
    """Written for vcrpy and read again, a cassette of any traffic is the same, byte by byte."""
    document = parse_yaml_document(TO_VCR(recording).encode()).value
    assert cassette_files.parse_document(document, "x.yaml") == recording


@given(CASSETTES)
def test_vcrpy_reads_the_same_bytes(recording: Cassette) -> None:
    """vcrpy itself reads the same calls and answers, with the service's base URL in them."""
    requests, responses = deserialize(TO_VCR(recording), yamlserializer)
    for one, request, response in zip(recording.interactions, requests, responses, strict=True):
        query = f"?{one.call.query}" if one.call.query else ""
        assert request.uri == f"{BASE_URL}{one.call.path}{query}"
        assert (request.method, request.body or b"") == (one.call.method, one.call.body)
        body = one.answer.body.replace(RECORDED_BASE_URL.encode(), BASE_URL.encode())
        assert (response["status"]["code"], response["body"]["string"]) == (one.answer.status, body)


@pytest.mark.parametrize("path", COMMITTED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_formats_convert_into_each_other(path: Path, tmp_path: Path) -> None:
    """A committed cassette becomes the same file again through the format of vcrpy."""
    recording = cassette_files.read(path)
    assert cassette_files.write(tmp_path / "x.yaml", recording, TO_VCR)
    assert cassette_files.read(tmp_path / "x.yaml") == recording
    assert not cassette_files.write(
        tmp_path / "x.yaml",
        replace(recording, header=replace(recording.header, recorded="x")),
        TO_VCR,
    )
    cassette_files.write(tmp_path / "x.json", cassette_files.read(tmp_path / "x.yaml"))
    assert (tmp_path / "x.json").read_text("utf-8") == path.read_text("utf-8")


@given(JSON, st.sampled_from(secret_encodings(TOKEN)))
def test_no_secret_is_in_a_file(value: Any, encoded: str) -> None:
    """A token is in no text and in no binary body of a file, in whichever encoding it came."""
    body = repr(value).encode("utf-8", "replace") + encoded.encode()
    interactions, _ = TrafficRedactor(ROOTS).redact([raw(body, body + b"\xff", f"{BASE}/models/a")])
    text = TO_VCR(cassette(*interactions))
    bodies = [
        held.decode("latin-1")
        for one in yaml.safe_load(text)["interactions"]
        for held in (one["request"]["body"], one["response"]["body"]["string"])
        if isinstance(held, bytes)
    ]
    for one in (text, *bodies):
        assert not any(form in one for form in secret_encodings(TOKEN))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the committed cassettes in the format of vcrpy."""
    into = tmp_path_factory.mktemp("vcr")
    for path in COMMITTED:
        name = path.relative_to(COMMITTED_CASSETTES).with_suffix(".yaml")
        cassette_files.write(into / name, cassette_files.read(path), TO_VCR)
    return into


TEXT_TO_VIDEO = "runcomfy/kling/kling-3.0/standard/text-to-video"


def test_plain_vcrpy_replays(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The generated client runs a job against plain vcrpy, which records nothing and sends nothing."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    path = str(folder / TEXT_TO_VIDEO / "minimal-job.yaml")
    with vcr.VCR().use_cassette(path, record_mode="none") as played, RunComfy(token="x") as api:
        result = api.run(kling.kling_3_0.standard.text_to_video.request(prompt="a"))
    assert result.output.video
    assert played.all_played


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_plain_vcrpy_replays_async(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The async client runs the same job against plain vcrpy."""

    async def at_once(seconds: float) -> None:
        """Do not wait."""

    monkeypatch.setattr("anyio.sleep", at_once)
    path = str(folder / TEXT_TO_VIDEO / "minimal-job.yaml")
    with vcr.VCR().use_cassette(path, record_mode="none") as played:
        async with AsyncRunComfy(token="x") as api:
            result = await api.run(kling.kling_3_0.standard.text_to_video.request(prompt="a"))
    assert result.output.video
    assert played.all_played


def test_our_replay_plays_it_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`replay` plays a file of vcrpy as one of our own."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    path = folder / TEXT_TO_VIDEO / "minimal-job.yaml"
    with replay(path), RunComfy(token="x") as api:
        assert api.run(kling.kling_3_0.standard.text_to_video.request(prompt="a")).output.video


RECORDING_TEST = """
import pytest
from runcomfy import RunComfy, kling


@pytest.fixture(scope="module")
def vcr_cassette_dir():
    return {folder!r}


@pytest.mark.default_cassette("minimal-job.yaml")
@pytest.mark.vcr
def test_a_video_is_made(monkeypatch):
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with RunComfy(token="anything") as api:
        result = api.run(kling.kling_3_0.standard.text_to_video.request(prompt="a"))
    assert result.output.video


@pytest.mark.default_cassette("minimal-job.yaml")
@pytest.mark.vcr
def test_another_call_is_blocked():
    with RunComfy(token="anything", timeout=0.1) as api, pytest.raises(Exception):
        api.job("job-2").status()
"""


def test_pytest_recording_replays(folder: Path, tmp_path: Path) -> None:
    """A test that uses pytest-recording passes with the network blocked and nothing recorded."""
    cassettes = folder / TEXT_TO_VIDEO
    before = {path: path.read_bytes() for path in cassettes.iterdir()}
    file = tmp_path / "test_video.py"
    file.write_text(RECORDING_TEST.format(folder=str(cassettes)), "utf-8")
    options = ["-p", "no:cacheprovider", "-p", "no:clientwright", "-p", "no:xdist"]
    words = ["--block-network", "--record-mode=none", "-q", "-c", os.devnull, "--rootdir", "."]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *words, file.name],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generated")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout
    assert {path: path.read_bytes() for path in cassettes.iterdir()} == before
