"""Plans the scenario of exported sheets: names, ids, wires and the order of components in its file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scenario_kit.editor.exported import check_together
from scenario_kit.editor.importing.jumps import JumpFinder, missing_sheets
from scenario_kit.editor.importing.naming import keys
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.language.catalogue import Role
from scenario_kit.language.spec import Variable
from scenario_kit.language.values import NAME_PATTERN, describe
from scenario_kit.profiles.variable_types import UNUSED, guessed_types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.exported import ExportedComponent, ExportedSheet


@dataclass(frozen=True, slots=True)
class PlannedComponent:
    """A component of the planned scenario.

    Attributes:
        key: Its id.
        exported: The exported component.
        next: The target of each output in the file, as it is written; None if the call ends there.
    """

    key: str
    exported: ExportedComponent
    next: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A scenario before it is written.

    Attributes:
        name: Its name.
        description: Its description, if the sheets hold one.
        sheets: The components of each sheet, in the file's order.
        renamed: The name in the scenario of each exported sheet.
        keys: The key in the scenario of each component, by the name of its exported sheet and its id there. Jumps that
            became wires have the keys of those that `build` generates.
        variables: The editor's variables.
        guessed: Names of variables whose types are guessed, since the sheets do not say them.
        missing: Names of sheets that generated jumps lead to and that were not given.
    """

    name: str
    description: str | None
    sheets: Mapping[str, Sequence[PlannedComponent]]
    renamed: Mapping[str, str]
    keys: Mapping[str, Mapping[str, str]]
    variables: Sequence[Variable]
    guessed: Sequence[str]
    missing: Sequence[str]


def plan_import(sheets: Sequence[ExportedSheet], name: str | None = None) -> ImportPlan:
    """Plan the scenario of exported sheets; `name` overrides the name in the sheets.

    Raises:
        ScenarioKitError: The sheets do not belong to one scenario, or there is no valid name for it.
    """
    check_together(sheets)
    scenario = name or sheets[0].scenario
    if scenario is None:
        raise ScenarioKitError(f"{sheets[0].file}: the sheet does not hold the scenario's name; pass it with --name")
    if not re.fullmatch(NAME_PATTERN, scenario):
        rule = "expected a name of at most 63 lower-case letters, digits and hyphens"
        if name:
            raise ScenarioKitError(f"--name {describe(name)}: {rule}")
        raise ScenarioKitError(f"{sheets[0].file}: scenario {describe(scenario)}: {rule}; pass one with --name")
    ordered = sorted(sheets, key=lambda sheet: (not _has_entry(sheet), sheet.name))
    planner = _Planner(ordered)
    variables, guessed = _variables(ordered)
    return ImportPlan(
        name=scenario,
        description=ordered[0].description,
        sheets=planner.sheets(),
        renamed=planner.names,
        keys=planner.all_keys(),
        variables=variables,
        guessed=guessed,
        missing=missing_sheets(ordered),
    )


def _has_entry(sheet: ExportedSheet) -> bool:
    return any(component.type.role is Role.ENTRY for component in sheet.components.values())


class _Planner:
    """Chooses ids, and replaces generated jumps by wires."""

    def __init__(self, sheets: Sequence[ExportedSheet]) -> None:
        self._sheets = sheets
        self._jumps = {jump.source: jump for jump in JumpFinder(sheets).jumps()}
        self._generated = {jump.source for jump in self._jumps.values()}
        self._generated |= {jump.jump_in for jump in self._jumps.values() if jump.jump_in is not None}
        self.names = keys((sheet.name, sheet.name, "sheet") for sheet in sheets)
        self._keys = {sheet.name: self._component_keys(sheet) for sheet in sheets}

    def sheets(self) -> Mapping[str, Sequence[PlannedComponent]]:
        """Return the components of each sheet, row by row from the top left."""
        return {
            self.names[sheet.name]: [
                self._planned(sheet, component) for component in sorted(self._authored(sheet), key=_row_by_row)
            ]
            for sheet in self._sheets
        }

    def all_keys(self) -> Mapping[str, Mapping[str, str]]:
        """Return the key of each component, by sheet and id; generated jumps have those of `build`."""
        keys_ = {sheet: dict(own) for sheet, own in self._keys.items()}
        for jump in self._jumps.values():
            sheet, id_ = jump.target
            key = self._keys[sheet][id_]
            keys_[jump.source[0]][jump.source[1]] = f"jump-out:{self.names[sheet]}/{key}"
            if jump.jump_in is not None:
                keys_[sheet][jump.jump_in[1]] = f"jump-in:{key}"
        return keys_

    def _authored(self, sheet: ExportedSheet) -> Iterator[ExportedComponent]:
        """Iterate over the components that `build` did not generate."""
        return (
            component for component in sheet.components.values() if (sheet.name, component.id) not in self._generated
        )

    def _component_keys(self, sheet: ExportedSheet) -> Mapping[str, str]:
        from_jumps = {jump.target[1]: jump.key for jump in self._jumps.values() if jump.target[0] == sheet.name}
        known = {component.id: component.key or from_jumps.get(component.id) for component in self._authored(sheet)}
        components = sorted(
            self._authored(sheet), key=lambda component: (not known[component.id], *_row_by_row(component))
        )
        return keys((item.id, known[item.id] or item.name, item.type.name) for item in components)

    def _planned(self, sheet: ExportedSheet, component: ExportedComponent) -> PlannedComponent:
        keys_ = self._keys[sheet.name]
        targets: dict[str, str | None] = {}
        for output in component.outputs:
            target = sheet.wires.get((component.id, output))
            if target is not None and (sheet.name, target) in self._jumps:
                other, id_ = self._jumps[sheet.name, target].target
                targets[output] = f"{self.names[other]}/{self._keys[other][id_]}"
            elif target is not None:
                targets[output] = keys_[target]
            elif output not in component.type.final:
                targets[output] = None
        return PlannedComponent(keys_[component.id], component, targets)


def _row_by_row(component: ExportedComponent) -> tuple[float, float]:
    return (0, 0) if component.at is None else (component.at.y, component.at.x)


def _variables(sheets: Sequence[ExportedSheet]) -> tuple[Sequence[Variable], Sequence[str]]:
    """Return all variables, those that the sheets list first, and the names of those whose type they do not say."""
    types = guessed_types(component for sheet in sheets for component in sheet.components.values())
    declared: dict[str, tuple[Variable, str]] = {}
    for sheet in sheets:
        for listed in sheet.variables or ():
            guess = {"type": types.get(listed.name, UNUSED)} if sheet.untyped else {}
            variable = listed.model_copy(update=guess)
            first, file = declared.setdefault(variable.name, (variable, sheet.file))
            if first != variable:
                raise ScenarioKitError(
                    f"{sheet.file}: variable {describe(variable.name)} differs in {file}; export both again"
                )
    used = [Variable(name=name, type=type_) for name, type_ in types.items() if name not in declared]
    untyped = [variable.name for sheet in sheets if sheet.untyped for variable in sheet.variables or ()]
    guessed = dict.fromkeys([*untyped, *(variable.name for variable in used)])
    return [*(variable for variable, _ in declared.values()), *used], list(guessed)
