"""The mutants of a generated client: generated from misread specs, or carrying an edited runtime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clientwright.atomic_files import write_text
from clientwright.codegen.render_package import render_specs
from clientwright.contract.following import trials as following
from clientwright.contract.grade.equivalence import Probes
from clientwright.contract.grade.runtime_edits import EDITS
from clientwright.contract.grade.servers import EFFORT, first_broken
from clientwright.contract.grade.spec_mutants import SpecMutant, spec_mutants
from clientwright.contract.grade.values import Fate, Graded
from clientwright.contract.judges.client import ClientJudge
from clientwright.contract.judges.decision import Decision
from clientwright.contract.promises import Judge, Trial
from clientwright.lint import lint_endpoint
from clientwright.problems import has_errors
from clientwright.specs.model import Endpoint, Specs
from clientwright.specs.model_ids import ModelId


@dataclass(frozen=True, slots=True)
class Renamed:
    """A client that answers for an endpoint by another one of its own."""

    client: ClientJudge
    own: str
    judge: Judge = Judge.CLIENT

    def knows(self, endpoint: str) -> bool:
        """Say yes: it stands for the one endpoint that is asked about."""
        return True

    def decide(self, endpoint: str, payload: object) -> Decision:
        """Let the endpoint that stands for it decide."""
        return self.client.decide(self.own, payload)


def grade_clients(specs: Specs, probes: Sequence[Probes], folder: Path) -> Iterator[Graded]:
    """Grade every mutant of the client; packages are written below `folder`."""
    yield from _of_specs(specs, probes, folder / "misread")
    tree = render_specs(specs, "httpx", folder / "original", None).tree
    for edit in EDITS:
        if unseen := edit.unseen([one.trials.shop for one in probes]):
            yield Graded(
                f"client/{edit.name}", Judge.CLIENT, edit.sentence, Fate.UNOBSERVABLE, unseen
            )
            continue
        package = _written(edit.applied(tree), folder / edit.name.replace("-", "_"))
        client = ClientJudge.load(str(package))
        asked = [trial for one in probes for trial in one.trials.of(client)]
        asked += following.trials(specs, client)
        yield _graded(edit.name, edit.sentence, first_broken(asked, EFFORT))


def _of_specs(specs: Specs, probes: Sequence[Probes], folder: Path) -> Iterator[Graded]:
    """Write all misread endpoints into one package, each under an id of its own."""
    seen: dict[str, tuple[Probes, SpecMutant]] = {}
    for one in probes:
        for mutant in spec_mutants(one.trials.shop):
            name = f"{mutant.endpoint.id}:{mutant.name}"
            if not one.difference(mutant)[Judge.CLIENT]:
                reason = one.reason(mutant)
                yield Graded(
                    f"client/{name}", Judge.CLIENT, mutant.sentence, Fate.UNOBSERVABLE, reason
                )
            elif has_errors(list(lint_endpoint(mutant.endpoint))):
                reason = "the judge of the specs refuses to generate it"
                yield Graded(f"client/{name}", Judge.CLIENT, mutant.sentence, Fate.KILLED, reason)
            else:
                seen[f"mutants/m{len(seen)}"] = (one, mutant)
    endpoints = tuple(_renamed(mutant.endpoint, id) for id, (_, mutant) in seen.items())
    tree = render_specs(replace(specs, endpoints=endpoints), "httpx", folder, None).tree
    client = ClientJudge.load(str(_written(tree, folder)))
    for id, (one, mutant) in seen.items():
        by = first_broken(_ordered(one, Renamed(client, id), mutant), EFFORT)
        yield _graded(f"{mutant.endpoint.id}:{mutant.name}", mutant.sentence, by)


def _ordered(probes: Probes, judge: Renamed, mutant: SpecMutant) -> list[Trial]:
    def far(trial: Trial) -> bool:
        return not trial.promises[0].place.pointer.startswith(mutant.pointer)

    return sorted(probes.trials.of(judge), key=far)


def _renamed(endpoint: Endpoint, id: str) -> Endpoint:
    return replace(endpoint, id=ModelId(id), words={}, output=None)


def _written(tree: Mapping[str, str], package: Path) -> Path:
    for path, text in tree.items():
        (package / path).parent.mkdir(parents=True, exist_ok=True)
        write_text(package / path, text)
    return package


def _graded(name: str, sentence: str, by: str) -> Graded:
    fate = Fate.KILLED if by else Fate.SURVIVED
    return Graded(f"client/{name}", Judge.CLIENT, sentence, fate, by)
