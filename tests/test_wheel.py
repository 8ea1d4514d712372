"""The installed program: built, installed into a fresh environment and run outside this repository."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted((ROOT / "tests" / "sources").glob("*.txt"))
INTO = "src/shop/_vendor"


@dataclass(frozen=True, slots=True)
class Installation:
    """An environment with the wheel, the packages that it needs, and nothing of the repository."""

    folder: Path

    @property
    def scripts(self) -> Path:
        """The folder of the environment's commands."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    @property
    def packages(self) -> Path:
        """The folder that contains the installed program."""
        (found,) = self.folder.rglob("site-packages/clientwright")
        return found.parent

    def run(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the installed command in a folder."""
        return self.call(folder, "clientwright", *arguments)

    def call(self, folder: Path, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run any of the environment's commands in a folder."""
        return subprocess.run(
            [self.scripts / script, *arguments],
            cwd=folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )

    def environment(self, **more: str) -> dict[str, str]:
        """Return an environment in which Python finds nothing of the repository."""
        return {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | more


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Build the wheel and install it; its requirements are those of this environment."""
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    venv.create(folder / "env", with_pip=False)
    there = Installation(folder / "env")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-index", "--no-deps")
    pip = [sys.executable, "-m", "pip", "--python", str(there.scripts / "python")]
    done = subprocess.run(
        [*pip, "install", *quiet, str(wheel)],
        cwd=folder,
        env=there.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    needed = [path for path in sys.path if Path(path).name == "site-packages"]
    (there.packages / "requirements.pth").write_text("\n".join(needed), "utf-8")
    return there


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a project with a package and no specs."""
    (tmp_path / "src/shop").mkdir(parents=True)
    (tmp_path / "src/shop/__init__.py").touch()
    return tmp_path


def test_import_lint_generate(installed: Installation, tmp_path: Path) -> None:
    """The wheel alone imports pages, lints the specs and generates a package that can be imported."""
    where = installed.run(tmp_path, "import", *map(str, PAGES))
    assert where.returncode == 0, where.stderr
    assert (tmp_path / "specs" / "runcomfy" / "service.json").is_file()
    for command in (
        ("lint",),
        ("generate",),
        ("generate", "--check"),
        ("explain", "image-to-video"),
    ):
        done = installed.run(tmp_path, *command)
        assert done.returncode == 0, done.stderr
    check = "import runcomfy.kling.kling_3_0.standard.image_to_video as m; print(m.__file__)"
    done = installed.call(tmp_path / "generated", "python", "-c", check)
    assert str(tmp_path) in done.stdout


def test_wheel_contains_only_the_program(installed: Installation) -> None:
    """The wheel contains the program, its specs and its licence: no tests, pages or generated client."""
    (record,) = installed.packages.glob("clientwright-*.dist-info")
    files = [str(path) for path in PathDistribution(record).files or ()]
    tops = {path.partition("/")[0] for path in files if not path.startswith("..")}
    assert tops == {"clientwright", record.name}
    data = installed.packages / "clientwright" / "data"
    shipped = {path.relative_to(data).as_posix() for path in data.rglob("*.json")}
    specs = ROOT / "specs"
    assert shipped == {path.relative_to(specs).as_posix() for path in specs.rglob("*.json")}
    assert {path.suffix for path in data.rglob("*") if path.is_file()} == {".json"}
    assert "clientwright/codegen/templates/endpoint.py.jinja" in files
    assert not [path for path in files if path.endswith("image_to_video.py")]


def test_client_needs_no_checkout(installed: Installation, shop: Path) -> None:
    """In any project one command writes a client from the shipped specs, without a path of this machine."""
    done = installed.run(shop, "vendor", "runcomfy", "--into", INTO)
    assert done.returncode == 0, done.stderr
    assert "(from the specs of clientwright " in done.stdout.splitlines()[-1]
    code = (
        "from shop._vendor.runcomfy import InvalidInput, kling\n"
        "try: kling.kling_3_0.standard.text_to_video.request(prompt='a', duration=99)\n"
        "except InvalidInput as error: print([f.path for f in error.faults])\n"
    )
    assert installed.call(shop / "src", "python", "-c", code).stdout.split() == ["['duration']"]
    checked = installed.run(shop, "vendor", "--check", ".")
    assert checked.returncode == 0, checked.stdout
    assert "checked against its lock and the specs of clientwright " in checked.stdout
    for path in (shop / INTO / "runcomfy").rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            text = path.read_text("utf-8")
            assert str(shop) not in text
            assert str(installed.folder) not in text


@pytest.mark.parametrize("with_specs", [True, False])
def test_sandbox_starts(installed: Installation, tmp_path: Path, with_specs: bool) -> None:
    """The wheel's sandbox starts on imported specs, and on the shipped ones, and prints its URL."""
    if with_specs:
        assert installed.run(tmp_path, "import", *map(str, PAGES)).returncode == 0
    with subprocess.Popen(
        [installed.scripts / "clientwright", "sandbox", "--port", "0"],
        cwd=tmp_path,
        env=installed.environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            assert "http://127.0.0.1:" in server.stdout.readline()
        finally:
            server.terminate()


def test_metadata_states_authors_and_licence(installed: Installation) -> None:
    """What `pip show` prints has the authors and the licence; there is no home page to state yet."""
    (record,) = installed.packages.glob("clientwright-*.dist-info")
    stated = PathDistribution(record).metadata
    assert stated["Author"] == "clientwright contributors"
    assert stated["License-Expression"] == "MIT"
    assert (record / "licenses" / "LICENSE").read_text("utf-8").startswith("MIT License")
