"""The examples of the rules: what an integrator would get wrong, and the same mended.

They are the files in `scenario_kit/rules/examples`, named by the code: ``CODE.wrong.yaml`` and ``CODE.right.yaml``, or
``.ini`` where the rule is about the settings file, or ``.json`` where it is about what a web service answers. What is
checked together with the two is ``CODE.beside.yaml``, a second scenario; the rules of the inventory share
``inventory.json``, and those of answers ``asked.yaml``, the scenario that asks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scenario_kit import rules
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.pbx.ini.plan import plan_ini
from scenario_kit.pbx.ini.survey import survey_ini
from scenario_kit.pbx.inventory import read_inventory
from scenario_kit.pbx.settings import settings_of
from scenario_kit.pbx.web import Reply, WebError
from scenario_kit.rehearsal.plan import Plan
from scenario_kit.rules import ignores
from scenario_kit.rules.checking import check, check_run
from scenario_kit.rules.claims import claims_of
from scenario_kit.run.probe.inquiry import Asked, Method, ProbeCall, Probed, Style, Way, assess, problems, target_of

if TYPE_CHECKING:
    from scenario_kit.findings.model import Finding
    from scenario_kit.rules.claims import Claims

_FOLDER: Final = Path(rules.__file__).with_name("examples")
_INVENTORY: Final = "inventory.json"
_ASKED: Final = "asked.yaml"
_LIMIT_SEC: Final = 1


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of an example: the name that it goes by, and its bytes."""

    name: str
    data: bytes

    @property
    def text(self) -> str:
        r"""Its text; bytes that are not UTF-8 are shown as ``\xNN``."""
        return self.data.decode(errors="backslashreplace")

    @property
    def language(self) -> str:
        """Its language: yaml, json or ini."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Example:
    """What breaks a rule, and the same mended.

    Attributes:
        wrong: It breaks the rule, and no other.
        right: Nothing is found in it.
        beside: What both are checked together with: another scenario, or an inventory.
    """

    wrong: Sample
    right: Sample
    beside: Sample | None = None

    @property
    def told(self) -> str:
        """What is said about the wrong one, in a line: the first finding in it."""
        finding = findings_in(self.wrong, self.beside)[0]
        place = f"{finding.file}:{finding.span.line}:{finding.span.column}"
        return f"{place}: {finding.severity.value}[{finding.code}] {finding.message}"


def example(code: str) -> Example | None:
    """Return the example of a rule, None where it has none."""
    for language, name in (("yaml", "scenario.yaml"), ("ini", "simotel.ini"), ("json", "answer.json")):
        wrong = _FOLDER / f"{code}.wrong.{language}"
        if wrong.is_file():
            right = _FOLDER / f"{code}.right.{language}"
            return Example(Sample(name, wrong.read_bytes()), Sample(name, right.read_bytes()), _beside(code))
    return None


def _beside(code: str) -> Sample | None:
    if code.startswith("N"):
        return Sample(_INVENTORY, (_FOLDER / _INVENTORY).read_bytes())
    if code.startswith("P"):
        return Sample(_ASKED, (_FOLDER / _ASKED).read_bytes())
    other = _FOLDER / f"{code}.beside.yaml"
    return Sample("other.yaml", other.read_bytes()) if other.is_file() else None


def findings_in(sample: Sample, beside: Sample | None) -> tuple[Finding, ...]:
    """Return what the commands find in a file of an example, checked with what is beside it."""
    if sample.language == "ini":
        return _findings_in_settings(sample, beside)
    if sample.language == "json" and beside is not None:
        return _findings_in_answer(sample, beside)
    if beside is None or beside.name == _INVENTORY:
        facts = None if beside is None else PbxFacts(read_inventory(parse(beside.data, beside.name)))
        own, meaning = _examine(sample, facts)
        return (*own, *check_run([meaning]))
    own, meaning = _examine(sample, None)
    _, other = _examine(beside, None)
    return (*own, *check_run([other, meaning]))


def _findings_in_settings(sample: Sample, beside: Sample | None) -> tuple[Finding, ...]:
    wanted = () if beside is None else settings_of(load(parse(beside.data, beside.name)))
    plan = plan_ini(sample.data, wanted, file=sample.name)
    surveyed = () if plan.text is None else survey_ini(plan.text, file=sample.name)
    return tuple(sorted({*plan.findings, *plan.drift, *surveyed}, key=lambda finding: finding.sort_key))


def _findings_in_answer(sample: Sample, beside: Sample) -> tuple[Finding, ...]:
    """Judge an answer: by whom it was asked for, its status, type, time and body, or how asking failed."""
    shown = json.loads(sample.data)
    loaded = load(parse(beside.data, beside.name))
    calls, _ = check(loaded)
    if calls is None:
        return ()
    plan = Plan(calls)
    target = target_of(plan, calls.component(plan.node_of(shown["asked_by"]) or ""), ProbeCall())
    way = Way(Method.POST, Style.G4)
    if "failed" in shown:
        asked = Asked(way, (), WebError("timeout", shown["failed"]))
    else:
        body = shown["body"] if isinstance(shown["body"], str) else json.dumps(shown["body"])
        headers = {"content-type": shown["content_type"]}
        asked = Asked(way, (Reply(shown["status"], headers, body.encode(), truncated=False, seconds=shown["seconds"]),))
    known = PbxFacts(read_inventory(parse((_FOLDER / _INVENTORY).read_bytes(), _INVENTORY)))
    judged = assess(plan, target, asked, _LIMIT_SEC, known)
    probed = Probed(target, shown["asked_by"], _LIMIT_SEC, (judged,))
    return tuple(loaded.document.finding_at(problem) for problem in problems(probed))


def _examine(sample: Sample, facts: PbxFacts | None) -> tuple[list[Finding], Claims]:
    loaded = load(parse(sample.data, sample.name))
    calls, findings = check(loaded, facts)
    told = ignores.apply(sample.name, ignores.ignores(loaded.document), findings, lambda _: True)
    return told, claims_of(loaded, calls)
