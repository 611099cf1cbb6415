"""The examples of the rules: a file that breaks the rule, and the same file fixed.

The files in `scenario_kit/rules/examples` are named by the code: ``CODE.wrong.yaml`` and ``CODE.right.yaml``; ``.ini``
for rules about the settings file, and ``.json`` for rules about the answers of web services. ``CODE.beside.yaml`` is a
second scenario to check together with both, or the scenario that a file of values is for. Rules about the inventory
share ``inventory.json``, and rules about answers share ``asked.yaml``, the scenario that sends the request.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scenario_kit import rules
from scenario_kit.files.source import parse
from scenario_kit.language.loading import load
from scenario_kit.language.parameters import declared
from scenario_kit.language.values_files import UNDECLARED_VALUE, undeclared, values_in
from scenario_kit.pbx.facts import PbxFacts
from scenario_kit.pbx.ini.lint import lint_ini
from scenario_kit.pbx.ini.plan import plan_ini
from scenario_kit.pbx.ini.settings import settings_of
from scenario_kit.pbx.inventory import read_inventory
from scenario_kit.pbx.web import Reply, WebError
from scenario_kit.rehearsal.plan import Plan
from scenario_kit.rules import ignores
from scenario_kit.rules.checking import check, check_run
from scenario_kit.rules.claims import claims_of
from scenario_kit.run.probe.asking import Asked, Method, ProbeCall, Style, Way, target_of
from scenario_kit.run.probe.inquiry import Probed, assess, problems

if TYPE_CHECKING:
    from scenario_kit.findings.model import Finding
    from scenario_kit.rules.claims import Claims

_FOLDER: Final = Path(rules.__file__).with_name("examples")
_INVENTORY: Final = "inventory.json"
VALUES: Final = "values.yaml"
"""The displayed name of a file of parameter values."""

_ASKED: Final = "asked.yaml"
_LIMIT_SEC: Final = 1


@dataclass(frozen=True, slots=True)
class Sample:
    """A file of an example: the displayed name, and its bytes."""

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
    """The example of a rule.

    Attributes:
        wrong: A file that breaks the rule, and no other.
        right: The same file, fixed; it has no findings.
        beside: A file to check together with either: another scenario, or an inventory.
    """

    wrong: Sample
    right: Sample
    beside: Sample | None = None

    @property
    def message(self) -> str:
        """The first finding in the wrong file, as one line."""
        finding = findings_in(self.wrong, self.beside)[0]
        place = f"{finding.file}:{finding.span.line}:{finding.span.column}"
        return f"{place}: {finding.severity.value}[{finding.code}] {finding.message}"


def example(code: str) -> Example | None:
    """Return the example of a rule; None if it has none."""
    names = {"yaml": "scenario.yaml", "ini": "simotel.ini", "json": "answer.json"}
    if code == UNDECLARED_VALUE.code:
        names["yaml"] = VALUES
    for language, name in names.items():
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
    """Return the findings in a file of an example, checked together with the file beside it."""
    if sample.language == "ini":
        return _findings_in_settings(sample, beside)
    if sample.language == "json" and beside is not None:
        return _findings_in_answer(sample, beside)
    if sample.name == VALUES and beside is not None:
        values_file = values_in(parse(sample.data, sample.name))
        return tuple(undeclared([values_file], declared(parse(beside.data, beside.name).root)))
    facts, others = None, []
    if beside is not None and beside.name == _INVENTORY:
        facts = PbxFacts(read_inventory(parse(beside.data, beside.name)))
    elif beside is not None:
        others = [_check(beside, None)[1]]
    findings, claims = _check(sample, facts)
    return (*findings, *check_run([*others, claims]))


def _findings_in_settings(sample: Sample, beside: Sample | None) -> tuple[Finding, ...]:
    settings = () if beside is None else settings_of(load(parse(beside.data, beside.name)))
    plan = plan_ini(sample.data, settings, file=sample.name)
    linted = () if plan.text is None else lint_ini(plan.text)
    return tuple(sorted({*plan.findings, *plan.drift, *linted}, key=lambda finding: finding.sort_key))


def _findings_in_answer(sample: Sample, beside: Sample) -> tuple[Finding, ...]:
    """Check an answer: its status, type, time and body, or how the request failed."""
    reply = json.loads(sample.data)
    loaded = load(parse(beside.data, beside.name))
    calls, _ = check(loaded)
    if calls is None:
        return ()
    plan = Plan(calls)
    target = target_of(plan, calls.component(plan.node_of(reply["asked_by"]) or ""), ProbeCall())
    way = Way(Method.POST, Style.G4)
    if "failed" in reply:
        asked = Asked(way, (), WebError("timeout", reply["failed"]))
    else:
        body = reply["body"] if isinstance(reply["body"], str) else json.dumps(reply["body"])
        headers = {"content-type": reply["content_type"]}
        asked = Asked(way, (Reply(reply["status"], headers, body.encode(), truncated=False, seconds=reply["seconds"]),))
    known = PbxFacts(read_inventory(parse((_FOLDER / _INVENTORY).read_bytes(), _INVENTORY)))
    judged = assess(plan, target, asked, _LIMIT_SEC, known)
    probed = Probed(target, reply["asked_by"], _LIMIT_SEC, (judged,))
    return tuple(loaded.document.finding_at(problem) for problem in problems(probed))


def _check(sample: Sample, facts: PbxFacts | None) -> tuple[list[Finding], Claims]:
    loaded = load(parse(sample.data, sample.name))
    calls, findings = check(loaded, facts)
    reported = ignores.apply(sample.name, ignores.ignores(loaded.document), findings, lambda _: True)
    return reported, claims_of(loaded, calls)
