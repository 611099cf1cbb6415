"""Document to scenario: expand the parameters, apply the models, and report what they refuse."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import ValidationError

from scenario_kit.files.document import Document, ListNode, MappingNode, Node, ScalarNode, as_written, node_at
from scenario_kit.findings.model import (
    MAX_GUESSES,
    VERY_CLOSE,
    Finding,
    NodePath,
    Problem,
    Rule,
    Severity,
    did_you_mean,
    nearest,
)
from scenario_kit.language import parameters
from scenario_kit.language.dialable import dial_fault
from scenario_kit.language.kinds import SCENARIO, VALUES, kind_of
from scenario_kit.language.model_errors import (
    INVALID_VALUE,
    MISSING_KEY,
    UNKNOWN_COMPONENT,
    UNKNOWN_KEY,
    UNKNOWN_WORD,
    UNSUPPORTED_VERSION,
    owner,
    path_of,
    reworded,
)
from scenario_kit.language.model_paths import WIRING, is_close, joined_key, likely_key
from scenario_kit.language.recovery import replace_value
from scenario_kit.language.secrets import without_secrets
from scenario_kit.language.spec import Scenario
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

    from scenario_kit.language.parameters import Plain

UNDEFINED_VARIABLE = Rule(
    "S013",
    "undefined-variable",
    Severity.ERROR,
    "A parameter refers to an editor variable that is not listed under `variables`.",
    "The imported sheet would refer to a variable that does not exist.",
)
NOT_A_SCENARIO = Rule(
    "S016",
    "not-a-scenario",
    Severity.ERROR,
    "A file that is no scenario, such as one of parameter values, is checked as a scenario.",
    "It has no calls. As a scenario, each of its names would be an unknown key.",
)

VERSION: Final = "1"
_DECIMAL: Final = re.compile(r"-?[0-9]+(?:\.[0-9]*[1-9])?")
_COMPONENT: Final = len(("sheets", "sheet", "component"))
_COMMENTED_VALUE: Final = re.compile(r"[ \t]+(#[^\s,]*)[ \t]*(?:$|[\r\n])")
_TEST: Final = len(("tests", 0))
_DIAL: Final = ("call", "dial")


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
        mistake = _mistake(document)
        return Loaded(document, None, (document.finding_at(mistake),) if mistake is not None else document.findings)
    early = _early(document)
    if early is not None:
        findings = (*document.findings, document.finding_at(early))
        return Loaded(document, None, without_secrets(document, findings, given))
    expansion = parameters.expand(document, given or {})
    recovered = [replace_value(expansion.plain, path) for path in expansion.broken if "<<" not in path]
    merged = list(_merge_keys(expansion.plain)) if "<<" in document.text else []
    merged_paths = {(*problem.at[:-1], key) for problem, keys in merged for key in keys}
    repaired = _Repaired(expansion.plain, guessed=merged_paths)
    scenario = repaired.validate()
    document = replace(document, renamed=repaired.renamed)
    if not all(recovered):
        scenario = None
    refused = (
        _from_file(_in_tests(problem), expansion.places)
        for problem in repaired.problems
        if problem.rule is UNKNOWN_KEY or problem.at not in expansion.broken
    )
    problems = (
        *expansion.problems,
        *(problem for problem, _ in merged),
        *(_about_comment(document, problem) for problem in refused),
    )
    findings = (*document.findings, *map(document.finding_at, problems))
    return Loaded(document, scenario, without_secrets(document, findings, given), given)


def blockers(loaded: Loaded) -> tuple[Finding, ...]:
    """Return the errors that make the meaning of a document uncertain; errors inside of a test do not."""
    return tuple(
        finding for finding in loaded.findings if finding.severity is Severity.ERROR and not is_in_test(finding)
    )


def is_in_test(finding: Finding) -> bool:
    """Whether a finding is about one of the tests: nothing that is built, and no other test, depends on it."""
    return finding.pointer.startswith("/tests/")


def _about_comment(document: Document, problem: Problem) -> Problem:
    """Return a problem with an empty value, such as that of ``case: #``, whose text is a comment to YAML."""
    if problem.rule is not INVALID_VALUE or problem.on_key:
        return problem
    node = node_at(document.root, as_written(problem.at, document.renamed))
    if isinstance(node, ScalarNode) and node.null and node.start == node.end:
        comment = _COMMENTED_VALUE.match(document.text, node.start)
        if comment is not None:
            return problem._replace(help="quote a value that starts with `#`, which starts a comment")
    return problem


def _from_file(problem: Problem, places: Mapping[NodePath, str]) -> Problem:
    """Return a problem with the place of a value that comes from a file of values."""
    place = places.get(problem.at)
    if place is None or problem.rule is not INVALID_VALUE or problem.on_key:
        return problem
    return problem._replace(message=f"{problem.message}, from {place}")


def _in_tests(problem: Problem) -> Problem:
    """Report an unknown key in a test under a separate rule: nothing that is built depends on it."""
    unknown = problem.rule is UNKNOWN_KEY and problem.at[:1] == ("tests",)
    return problem._replace(rule=UNKNOWN_WORD) if unknown else problem


def _early(document: Document) -> Problem | None:
    """Return the problem that makes all other checks pointless: no scenario, or another version of the language."""
    mistake = _mistake(document)
    if mistake is not None:
        return mistake
    if not isinstance(document.root, MappingNode):
        message = f"the scenario: expected a mapping, got {_described(document.root)}"
        return Problem(INVALID_VALUE, (), message, "start the scenario with `version: 1` and `name: ...`")
    _, version = document.root.entries.get("version", (None, None))
    if version is None or (isinstance(version, ScalarNode) and version.text == VERSION):
        return None
    message = f"`version`: only {VERSION} is supported, got {_described(version)}"
    return Problem(UNSUPPORTED_VERSION, ("version",), message, "write `version: 1`")


def _mistake(document: Document) -> Problem | None:
    """Return the problem of a file of another kind that is checked as a scenario."""
    is_values = isinstance(document.root, MappingNode) and _is_values(document.root)
    kind = VALUES if is_values else kind_of(document)
    if kind in (None, SCENARIO):
        return None
    help_ = kind.use.format(document.file) + (", and keep it out of the folders of scenarios" if is_values else "")
    return Problem(NOT_A_SCENARIO, (), f"this is no scenario; it looks like {kind.name}", help_)


def _is_values(root: MappingNode) -> bool:
    """Whether a mapping looks like a file of parameter values: texts and numbers only, and no word of the language."""
    scalars = all(isinstance(value, ScalarNode) and not value.null for _, value in root.entries.values())
    keys = {key.casefold() for key in root.entries}
    return scalars and not keys <= set(Scenario.model_fields) and nearest("version", keys, VERY_CLOSE) is None


def _described(node: Node | None) -> str:
    if isinstance(node, ScalarNode):
        return describe(None if node.null else node.text)
    return "a list" if isinstance(node, ListNode) else "a mapping"


def _merge_keys(plain: Plain, path: NodePath = ()) -> Iterator[tuple[Problem, Collection[str]]]:
    """Find YAML's merge keys and the keys that they add, and add these, so that nothing else is found missing."""
    if isinstance(plain, list):
        for index, item in enumerate(plain):
            yield from _merge_keys(item, (*path, index))
    elif isinstance(plain, dict):
        if "<<" in plain:
            merged_in = plain.pop("<<")
            sources = merged_in if isinstance(merged_in, list) else [merged_in]
            added: dict[str, Plain] = {}
            for source in reversed(sources):
                added |= source if isinstance(source, dict) else {}
            added = {key: value for key, value in added.items() if key not in plain}
            plain |= added
            listed = ", ".join(f"`{key}`" for key in added)
            help_ = f"write out the keys that it adds: {listed}" if listed else "remove it"
            message = f"{owner(path)} has no key `<<`; merge keys are not supported"
            yield Problem(UNKNOWN_KEY, (*path, "<<"), message, help_, on_key=True), added
        for key, value in plain.items():
            yield from _merge_keys(value, (*path, key))


class _Repaired:
    """A scenario whose errors are repaired one by one until it is valid.

    A misspelt key may be the reason why another is missing, so keys are repaired first. What depends on a guess is not
    reported: the keys of a component with a misspelt type, a value whose key is not near its likely name, and what a
    merge key adds.

    Attributes:
        problems: The errors, at the paths of the repaired scenario.
        renamed: The paths of renamed keys, with the paths as written.
    """

    def __init__(self, plain: Plain, guessed: Iterable[NodePath]) -> None:
        self.problems: list[Problem] = []
        self.renamed: dict[NodePath, NodePath] = {}
        self._plain = plain
        self._guessed = set(guessed)
        self._dropped: Counter[tuple[NodePath, bool]] = Counter()

    def validate(self) -> Scenario | None:
        """Apply the models, replace the values they refuse, and repeat; None if the calls remain unknown."""
        replaced: set[NodePath] = set()
        scenario, errors = _apply(self._plain)
        while scenario is None:
            refused = [(path_of(error["loc"])[0], self._reworded(error)) for error in errors]
            unknown_keys = [problem for _, problem in refused if problem.rule is UNKNOWN_KEY]
            reported = unknown_keys or self._without_echoes(refused)
            self.problems += [problem for problem in reported if not self._is_guessed(problem.at)]
            self._repair([problem.at for problem in unknown_keys])
            if not unknown_keys:
                components = [problem.at for problem in reported if problem.rule is UNKNOWN_COMPONENT]
                self._guessed.update(path[:_COMPONENT] for path in components)
                paths = [problem.at if problem.rule is UNKNOWN_COMPONENT else path for path, problem in refused]
                recovered = [replace_value(self._plain, path) for path in paths]
                if not all(recovered) or not replaced.isdisjoint(paths):
                    return None  # a replaced value that is refused again would be refused forever
                replaced.update(paths)
            scenario, errors = _apply(self._plain)
        contradictions = [*_forms(scenario), *_variables(scenario)]
        self.problems += contradictions
        return None if any(problem.rule is MISSING_KEY for problem in contradictions) else scenario

    def _reworded(self, error: ErrorDetails) -> Problem:
        return reworded(error, self._plain, lambda path: as_written(path, self.renamed))

    def _without_echoes(self, refused: Sequence[tuple[NodePath, Problem]]) -> list[Problem]:
        """Return the problems, except what is missing because the author has put it under unknown keys."""
        missing = Counter(_missed(path, problem) for path, problem in refused)

        def is_echo(path: NodePath, problem: Problem) -> bool:
            if path == _DIAL:
                return bool(self._dropped[_DIAL, False] or self._dropped[_DIAL, True])
            missed = _missed(path, problem)
            return problem.rule is MISSING_KEY and self._dropped[missed] >= missing[missed]

        return [problem for path, problem in refused if not is_echo(path, problem)]

    def _is_guessed(self, path: NodePath) -> bool:
        return any(path[:depth] in self._guessed for depth in range(1, len(path) + 1))

    def _repair(self, unknown: Iterable[NodePath]) -> None:
        """Rename the unknown keys to the likely keys, or drop them.

        Placeholders come last: one may replace a whole test, and with it the places of the test's other unknown keys.
        """
        renamed = {at: self._rename(at) for at in unknown}
        for at, path in renamed.items():
            if path is None:
                self._drop(at)
            elif path in self._guessed:
                replace_value(self._plain, path)

    def _rename(self, at: NodePath) -> NodePath | None:
        """Rename the unknown key at `at`, and return its new path; without a likely key, remove it and return None."""
        new_key, old_key = likely_key(self._plain, at), str(at[-1])
        mapping: Any = self._plain
        for part in at[:-1]:
            mapping = mapping[part]
        value = mapping.pop(old_key)
        if new_key is None:
            self._dropped[at[:-1], isinstance(value, list | dict)] += 1
            return None
        path = (*at[:-1], new_key)
        is_joined = joined_key(old_key, value) == new_key
        mapping[new_key] = old_key.partition(":")[2] if is_joined else value
        self.renamed[path] = at
        if not is_joined and not is_close(old_key, new_key):
            self._guessed.add(path)
        return path

    def _drop(self, at: NodePath) -> None:
        """Replace a test that no longer says enough without the key that was dropped."""
        if at[:1] != ("tests",):
            return
        test: Any = self._plain["tests"][at[1]]  # type: ignore[index,call-overload]  # a path has an entry
        no_number = "originate" not in self._plain and "callee" not in test  # type: ignore[operator]
        if no_number if len(at) == _TEST + 1 else not test.get("expect"):
            replace_value(self._plain, at)


def _missed(path: NodePath, problem: Problem) -> tuple[NodePath, bool]:
    """Return the place of a missing key, and whether it holds more than a value."""
    return problem.at, path[-1:] != () and path[-1] in WIRING


def _apply(plain: Plain) -> tuple[Scenario | None, list[ErrorDetails]]:
    try:
        return Scenario.model_validate(plain), []
    except ValidationError as error:
        return None, error.errors(include_url=False)


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
