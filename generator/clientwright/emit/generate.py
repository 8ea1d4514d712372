"""From specs to a package's tree: only what changed is rendered again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from clientwright.emit import lock as locks
from clientwright.emit.carried import carried
from clientwright.emit.copies import Copy
from clientwright.emit.format import formatted
from clientwright.emit.lock import Lock
from clientwright.emit.plan import plan
from clientwright.emit.remembering import Rendered, rendered_before
from clientwright.emit.render import render_endpoint, render_package
from clientwright.emit.tree import grow
from clientwright.errors import ProblemsError
from clientwright.lint import SERVICE_CHECKS, lint_endpoint
from clientwright.problems import Problem, has_errors
from clientwright.specs import codec
from clientwright.specs.model import Endpoint, Specs


@dataclass(frozen=True, slots=True)
class Package:
    """A rendered package: its files, its lock, and the problems that did not stand in the way."""

    tree: Mapping[str, str]
    lock: Lock
    problems: tuple[Problem, ...]


def spec_hashes(specs: Specs) -> dict[str, str]:
    """Hash the service and every endpoint by what they say."""
    found = {str(e.id): locks.canonical(codec.endpoint_as_json(e)) for e in specs.endpoints}
    return {"service.json": locks.canonical(dict(specs.service.facts)), **found}


def options_of(http: str, copy: Copy | None = None) -> dict[str, str]:
    """Give what a lock remembers of the way a package was asked for."""
    return {"http": http, **(copy.options if copy else {})}


def generate(
    specs: Specs,
    http: str,
    package: Path,
    old: Lock | None,
    copy: Copy | None = None,
    *,
    hashes: Mapping[str, str] | None = None,
) -> Package:
    """Render a package, taking over from disk what is proved to be current; a copy has its note beside.

    Proof is `old`, the package's lock, where it is believed; else what was rendered here before.
    `hashes` are those of the specs, where they are known.

    Raises:
        Blocked: a spec has errors.
    """
    hashes = hashes or spec_hashes(specs)
    options = options_of(http, copy)
    before = rendered_before(package, hashes, http)
    current = _current(package, _proofs(specs, old, before, hashes, options))
    fresh = [e for e in specs.endpoints if str(e.id) not in current]
    problems = _judge(specs, fresh)
    planned = plan(specs, {e.id for e in fresh})
    rendered = dict(render_endpoint(specs.service, p) for p in planned.endpoints)
    tree = formatted({**render_package(planned, http), **rendered})
    for endpoint, path in zip(planned.endpoints, rendered, strict=True):
        before.put(path, hashes[str(endpoint.endpoint.id)], locks.digest(tree[path]))
    before.memory.keep()
    tree = carried({**tree, **dict(current.values())}) | (copy.files if copy else {})
    files = {path: locks.digest(text) for path, text in sorted(tree.items())}
    lock = Lock(options, hashes, files, locks.toolchain())
    return Package({**tree, locks.NAME: lock.dumps()}, lock, problems)


def is_current(
    package: Path, old: Lock | None, hashes: Mapping[str, str], options: Mapping[str, str]
) -> bool:
    """Tell whether nothing at all is to do: same specs, same options, same tools, no file touched."""
    if old is None or old.toolchain != locks.toolchain():
        return False
    same = old.specs == hashes and old.options == options
    return same and all(
        locks.on_disk(package, path) == digest for path, digest in old.files.items()
    )


def _judge(specs: Specs, fresh: list[Endpoint]) -> tuple[Problem, ...]:
    found = [problem for endpoint in fresh for problem in lint_endpoint(endpoint)]
    found += [problem for check in SERVICE_CHECKS for problem in check(specs)]
    if has_errors(found):
        raise ProblemsError(found)
    return tuple(found)


def _proofs(
    specs: Specs,
    old: Lock | None,
    before: Rendered,
    hashes: Mapping[str, str],
    options: Mapping[str, str],
) -> dict[str, tuple[str, str]]:
    """Give the modules whose content is known without rendering: id -> path and hash."""
    is_same = old is not None and (old.toolchain, old.options) == (locks.toolchain(), options)
    lock = old if is_same and old and _agree(old.specs, hashes, "service.json") else None
    found: dict[str, tuple[str, str]] = {}
    for model_id, names in grow(specs).leaves():
        id, path = str(model_id), "/".join(names) + ".py"
        known = before.get(path, hashes[id])
        if lock is not None and _agree(lock.specs, hashes, id):
            known = lock.files.get(path)
        found |= {id: (path, known)} if known else {}
    return found


def _agree(one: Mapping[str, str], other: Mapping[str, str], key: str) -> bool:
    return one.get(key) == other[key]


def _current(package: Path, proofs: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Give the endpoints whose modules on disk are proved current: id -> path and text."""
    texts = {id: (path, _proved(package / path, known)) for id, (path, known) in proofs.items()}
    return {id: (path, text) for id, (path, text) in texts.items() if text is not None}


def _proved(path: Path, digest: str) -> str | None:
    """Read a file if it is what was written."""
    text = locks.text_of(path)
    return text if text is not None and locks.digest(text) == digest else None
