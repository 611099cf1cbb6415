"""Document to scenario: expand the parameters, apply the models, and report what they refuse."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import ValidationError

from scenario_kit.files.document import Document, ListNode, MappingNode, Node, ScalarNode
from scenario_kit.findings.model import MAX_GUESSES, Finding, NodePath, Problem, Rule, Severity, did_you_mean
from scenario_kit.language import parameters
from scenario_kit.language.dialable import dial_fault
from scenario_kit.language.model_errors import (
    INVALID_VALUE,
    MISSING_KEY,
    UNKNOWN_COMPONENT,
    UNKNOWN_KEY,
    UNKNOWN_WORD,
    UNSUPPORTED_VERSION,
    path_of,
    reworded,
)
from scenario_kit.language.model_paths import likely_key
from scenario_kit.language.recovery import replace_value
from scenario_kit.language.secrets import without_secrets
from scenario_kit.language.spec import Scenario
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic_core import ErrorDetails

    from scenario_kit.language.parameters import Plain

UNDEFINED_VARIABLE = Rule(
    "S013",
    "undefined-variable",
    Severity.ERROR,
    "A parameter refers to an editor variable that is not listed under `variables`.",
    "The imported sheet would refer to a variable that does not exist.",
)

VERSION: Final = "1"
_DECIMAL: Final = re.compile(r"-?[0-9]+(?:\.[0-9]*[1-9])?")
_COMPONENT: Final = len(("sheets", "sheet", "component"))


class Loaded(NamedTuple):
    """The result of loading one document.

    Attributes:
        document: The document.
        scenario: Its scenario; unknown keys are renamed to the likely key, or dropped. None if the errors leave its
            calls unknown.
        findings: The errors of the document as a scenario.
        given: The values of parameters that were given.
    """

    document: Document
    scenario: Scenario | None
    findings: tuple[Finding, ...]
    given: Mapping[str, str] | None = None


def load(document: Document, given: Mapping[str, str] | None = None) -> Loaded:
    """Return the scenario of a document, with the parameters `given`. Never raises for bad input."""
    if document.root is None:
        return Loaded(document, None, document.findings)
    early = _early(document)
    if early is not None:
        findings = (*document.findings, document.finding_at(early))
        return Loaded(document, None, without_secrets(document, findings, given))
    expansion = parameters.expand(document, given or {})
    recovered = [replace_value(expansion.plain, path) for path in expansion.broken]
    scenario, problems = _validate(expansion.plain)
    if not all(recovered):
        scenario = None
    refused = (_in_tests(problem) for problem in problems if problem.at not in expansion.broken)
    findings = (*document.findings, *map(document.finding_at, (*expansion.problems, *refused)))
    return Loaded(document, scenario, without_secrets(document, findings, given), given)


def blockers(loaded: Loaded) -> tuple[Finding, ...]:
    """Return the errors that make the meaning of a document uncertain; unknown words in its tests do not."""
    return tuple(
        finding
        for finding in loaded.findings
        if finding.severity is Severity.ERROR and finding.code != UNKNOWN_WORD.code
    )


def _in_tests(problem: Problem) -> Problem:
    """Report an unknown key in a test under a separate rule: nothing that is built depends on it."""
    unknown = problem.rule is UNKNOWN_KEY and problem.at[:1] == ("tests",)
    return problem._replace(rule=UNKNOWN_WORD) if unknown else problem


def _early(document: Document) -> Problem | None:
    """Return the problem that makes all other checks pointless: no mapping, or another version of the language."""
    if not isinstance(document.root, MappingNode):
        message = f"the scenario: expected a mapping, got {_described(document.root)}"
        return Problem(INVALID_VALUE, (), message, "start the scenario with `version: 1` and `name: ...`")
    _, version = document.root.entries.get("version", (None, None))
    if version is None or (isinstance(version, ScalarNode) and version.text == VERSION):
        return None
    message = f"`version`: only {VERSION} is supported, got {_described(version)}"
    return Problem(UNSUPPORTED_VERSION, ("version",), message, "write `version: 1`")


def _described(node: Node | None) -> str:
    if isinstance(node, ScalarNode):
        return describe(None if node.null else node.text)
    return "a list" if isinstance(node, ListNode) else "a mapping"


def _validate(plain: Plain) -> tuple[Scenario | None, list[Problem]]:
    """Apply the models, replace the values they refuse, and repeat.

    A misspelt key may be the reason why another is missing, so keys are repaired first. The keys of a component with a
    misspelt type are not reported, because its type is a guess.
    """
    problems: list[Problem] = []
    guessed: set[NodePath] = set()
    replaced: set[NodePath] = set()
    scenario, errors = _apply(plain)
    while scenario is None:
        refused = [(path_of(error["loc"])[0], reworded(error, plain)) for error in errors]
        unknown_keys = [problem for _, problem in refused if problem.rule is UNKNOWN_KEY]
        reported = unknown_keys or [problem for _, problem in refused]
        problems += [problem for problem in reported if problem.at[:_COMPONENT] not in guessed]
        for problem in unknown_keys:
            _repair(plain, problem.at)
        if not unknown_keys:
            guessed |= {problem.at[:_COMPONENT] for problem in reported if problem.rule is UNKNOWN_COMPONENT}
            paths = [problem.at if problem.rule is UNKNOWN_COMPONENT else path for path, problem in refused]
            recovered = [replace_value(plain, path) for path in paths]
            if not all(recovered) or not replaced.isdisjoint(paths):
                return None, problems  # a replaced value that is refused again would be refused forever
            replaced.update(paths)
        scenario, errors = _apply(plain)
    contradictions = [*_forms(scenario), *_variables(scenario)]
    if any(problem.rule is MISSING_KEY for problem in contradictions):
        scenario = None
    return scenario, [*problems, *contradictions]


def _apply(plain: Plain) -> tuple[Scenario | None, list[ErrorDetails]]:
    try:
        return Scenario.model_validate(plain), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


def _repair(plain: Plain, at: NodePath) -> None:
    """Rename the unknown key at `at` to the likely key, or drop it."""
    new_key = likely_key(plain, at)
    owner: Any = plain
    for part in at[:-1]:
        owner = owner[part]
    value = owner.pop(at[-1])
    if new_key is not None:
        owner[new_key] = value


def _forms(scenario: Scenario) -> Iterator[Problem]:
    """Check which keys require or exclude each other."""
    if scenario.call is not None and scenario.sheets is not None:
        yield Problem(INVALID_VALUE, ("sheets",), "`call` and `sheets` are both given", "keep one of them", on_key=True)
    if scenario.call is None and scenario.sheets is None and (scenario.originate or scenario.simotel_ini is None):
        help_ = "add `call:` (short form) or `sheets:` (long form)"
        yield Problem(MISSING_KEY, (), "the scenario has neither `call` nor `sheets`", help_)
    if scenario.call is not None and scenario.call.match is None and scenario.originate is None:
        help_ = 'add the numbers of this route, such as `match: ["0X."]`'
        yield Problem(MISSING_KEY, ("call",), "`call` has no `match`, and there is no `originate`", help_, on_key=True)


def _variables(scenario: Scenario) -> Iterator[Problem]:
    names: set[str] = set()
    for index, variable in enumerate(scenario.variables):
        if variable.name in names:
            message = f"variable `{variable.name}` is listed twice"
            yield Problem(INVALID_VALUE, ("variables", index, "name"), message, "remove or rename one of them")
        number = variable.value if variable.type == "number" else None
        fault = None if number is None or _DECIMAL.fullmatch(number) else dial_fault(number)
        if fault is not None:
            message = f"`value`: expected {fault.expected}, got {describe(number)}"
            yield Problem(INVALID_VALUE, ("variables", index, "value"), message, fault.help)
        names.add(variable.name)
    choices = sorted(names) if len(names) <= MAX_GUESSES else ()
    for path, value in scenario.references():
        if value.variable not in names:
            help_ = did_you_mean(value.variable, choices) or "list it under `variables`"
            yield Problem(UNDEFINED_VARIABLE, (*path, "variable"), f"unknown variable `{value.variable}`", help_)
