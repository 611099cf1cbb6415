"""Exported sheets to the plan of one scenario: names, ids, wires and order as its file will have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scenario_kit.editor.exported import check_together
from scenario_kit.editor.importing.jumps import generated_jumps, missing_sheets
from scenario_kit.editor.importing.naming import is_name, keys
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.catalogue import Parameter, ParameterType, Role
from scenario_kit.language.component_models import VariableReference
from scenario_kit.language.spec import Variable
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.exported import ExportedComponent, ExportedSheet
    from scenario_kit.editor.importing.jumps import Jump

_NUMBERS: Final = frozenset({ParameterType.SECONDS, ParameterType.INTEGER, ParameterType.NUMBER})


@dataclass(frozen=True, slots=True)
class PlannedComponent:
    """A component as the scenario will have it.

    Attributes:
        key: Its id.
        exported: What was exported.
        next: The target of each output that is mentioned, as it is written; None where the call ends.
    """

    key: str
    exported: ExportedComponent
    next: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A scenario that is to be written.

    Attributes:
        name: Its name.
        description: What it does, where the sheets say it.
        sheets: The components of each sheet, in the file's order.
        renamed: The name that each exported sheet has in the scenario.
        variables: The editor's variables.
        guessed: Names of variables that the sheets use and do not list; their types are a guess.
        missing: Names of sheets that jumps were made to, and that are not here.
    """

    name: str
    description: str | None
    sheets: Mapping[str, Sequence[PlannedComponent]]
    renamed: Mapping[str, str]
    variables: Sequence[Variable]
    guessed: Sequence[str]
    missing: Sequence[str]


def plan_import(sheets: Sequence[ExportedSheet], name: str | None = None) -> ImportPlan:
    """Plan the scenario of exported sheets.

    Args:
        sheets: All sheets of one scenario.
        name: The scenario's name, in place of the one that the sheets hold.

    Raises:
        ScenarioKitError: The sheets are not of one scenario, or none of them says its name and none is given.
    """
    check_together(sheets)
    wanted = name or sheets[0].scenario
    if wanted is None:
        raise ScenarioKitError(f"{sheets[0].file}: the sheet does not say the scenario's name; give it with --name")
    if not is_name(wanted):
        rule = "a scenario's name is made of lower-case letters, digits and hyphens, 63 at most"
        if name:
            raise ScenarioKitError(f"--name {describe(name)}: {rule}")
        raise ScenarioKitError(f"{sheets[0].file}: scenario {describe(wanted)}: {rule}; give it one with --name")
    ordered = sorted(sheets, key=lambda sheet: (not _has_entry(sheet), sheet.name))
    planner = _Planner(ordered)
    variables, guessed = _variables(ordered)
    return ImportPlan(
        name=wanted,
        description=ordered[0].description,
        sheets=planner.sheets(),
        renamed=planner.names,
        variables=variables,
        guessed=guessed,
        missing=missing_sheets(ordered),
    )


def _has_entry(sheet: ExportedSheet) -> bool:
    return any(component.type.role is Role.ENTRY for component in sheet.components.values())


class _Planner:
    """Gives ids, and joins what jumps were made between."""

    def __init__(self, sheets: Sequence[ExportedSheet]) -> None:
        self._sheets = sheets
        self._jumps = {jump.source: jump for jump in generated_jumps(sheets)}
        self._gone = {jump.source for jump in self._jumps.values()}
        self._gone |= {jump.jump_in for jump in self._jumps.values() if jump.jump_in is not None}
        self.names = keys((sheet.name, sheet.name, "sheet") for sheet in sheets)
        self._keys = {sheet.name: self._component_keys(sheet) for sheet in sheets}

    def sheets(self) -> Mapping[str, Sequence[PlannedComponent]]:
        """Return the components of each sheet, row by row as they lie there."""
        return {
            self.names[sheet.name]: [self._planned(sheet, one) for one in sorted(self._left(sheet), key=_row_by_row)]
            for sheet in self._sheets
        }

    def _left(self, sheet: ExportedSheet) -> Iterator[ExportedComponent]:
        """Return the components that are not made by building."""
        return (one for one in sheet.components.values() if (sheet.name, one.id) not in self._gone)

    def _component_keys(self, sheet: ExportedSheet) -> Mapping[str, str]:
        mentioned = {jump.target[1]: jump.key for jump in self._jumps.values() if jump.target[0] == sheet.name}
        known = {one.id: one.key or mentioned.get(one.id) for one in self._left(sheet)}
        first = sorted(self._left(sheet), key=lambda one: (known[one.id] is None, *_row_by_row(one)))
        return keys((one.id, known[one.id] or one.name, one.type.name) for one in first)

    def _jump(self, sheet: ExportedSheet, component: ExportedComponent, output: str) -> Jump | None:
        """Return the jump that was made for the wire of an output."""
        target = sheet.wires.get((component.id, output))
        return None if target is None else self._jumps.get((sheet.name, target))

    def _planned(self, sheet: ExportedSheet, component: ExportedComponent) -> PlannedComponent:
        keys_ = self._keys[sheet.name]
        targets: dict[str, str | None] = {}
        for output in component.outputs:
            target, jump = sheet.wires.get((component.id, output)), self._jump(sheet, component, output)
            if jump is not None:
                other, id_ = jump.target
                targets[output] = f"{self.names[other]}/{self._keys[other][id_]}"
            elif target is not None:
                targets[output] = keys_[target]
            elif _is_failure(component, output):
                targets[output] = None
        return PlannedComponent(keys_[component.id], component, targets)


def _row_by_row(component: ExportedComponent) -> tuple[float, float]:
    return (0, 0) if component.at is None else (component.at.y, component.at.x)


def _is_failure(component: ExportedComponent, output: str) -> bool:
    """Whether an output is one of those that a scenario should not leave open."""
    case = component.rows[int(output) - 1].get("case") if component.rows else output
    return case in component.type.open_ends


def _variables(sheets: Sequence[ExportedSheet]) -> tuple[Sequence[Variable], Sequence[str]]:
    """Return the variables that the sheets list, then those that they use and do not list."""
    found: dict[str, tuple[Variable, str]] = {}
    for sheet in sheets:
        for variable in sheet.variables or ():
            first, file = found.setdefault(variable.name, (variable, sheet.file))
            if first != variable:
                raise ScenarioKitError(
                    f"{sheet.file}: variable {describe(variable.name)} is another one than in {file}; export both again"
                )
    listed = [variable for variable, _ in found.values()]
    used: dict[str, Parameter] = {}
    for name, parameter in (reference for sheet in sheets for reference in _references(sheet)):
        if name not in found:
            used.setdefault(name, parameter)
    return [*listed, *(Variable(name=name, type=_guess(one)) for name, one in used.items())], list(used)


def _references(sheet: ExportedSheet) -> Iterator[tuple[str, Parameter]]:
    for component in sheet.components.values():
        places = [(component.parameters, component.type.parameters)]
        places += [(row, component.type.row) for row in component.rows]
        for fields, parameters in places:
            for name, value in fields.items():
                if isinstance(value, VariableReference):
                    yield value.variable, parameters[name]


def _guess(parameter: Parameter) -> str:
    if parameter.refers_to == "announcement":
        return "announcement"
    return "number" if parameter.type in _NUMBERS else "string"
