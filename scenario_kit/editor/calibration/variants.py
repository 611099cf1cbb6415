"""The components to draw of each type: so few that each parameter has a value on one and none on another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scenario_kit.files.yaml_text import Flow
from scenario_kit.language.catalogue import ComponentName, ParameterType, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.editor.calibration.uses import TypeUses, VariableUse
    from scenario_kit.editor.calibration.values import Values
    from scenario_kit.files.yaml_text import Tree
    from scenario_kit.language.catalogue import ComponentType, Parameter

    Variant = dict[str, Tree]
    """The parameters of a component by name: a choice, a boolean or a reference, or None for a value to be made."""

_OF_THE_DIALLED_NUMBER: Final = ("skip", "prefix")
"""Parameters that only count without a fixed number."""


@dataclass(frozen=True, slots=True)
class Part:
    """A component to draw.

    Attributes:
        key: Its id and name.
        type: Its type.
        values: Its parameters.
        rows: Its rows.
        is_full: Whether each of its outputs is wired.
    """

    key: str
    type: ComponentType
    values: Mapping[str, Tree]
    rows: tuple[Mapping[str, Tree], ...]
    is_full: bool = False

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of its outputs, in the editor's order."""
        return tuple(str(index) for index, _ in enumerate(self.rows, 1)) if self.type.has_rows else self.type.outputs

    @property
    def is_entry(self) -> bool:
        """Whether calls enter the sheet here, so that no wire has to lead to it."""
        return self.type.role is Role.ENTRY or self.type.name == ComponentName.JUMP_IN


def parts_of_type(used: TypeUses, values: Values, variables: Mapping[VariableUse, str]) -> list[Part]:
    """Return the components to draw of a type, the fullest first.

    Args:
        used: The type, with its parameters that are used.
        values: Makes their values.
        variables: The names of the variables to refer to, by their places in components of this type.
    """
    places = {use: Flow({"variable": name}) for use, name in variables.items()}
    variants = _variants(used.parameters)
    for use, reference in places.items():
        if not use.in_row:
            _refer(variants, used.type.parameters[use.parameter], reference, used.parameters)
    in_rows = {use.parameter: reference for use, reference in places.items() if use.in_row}
    parts = [_part(used, variant, values) for variant in variants]
    first = replace(parts[0], rows=tuple(_rows(used, values, in_rows, is_full=True)), is_full=True)
    return [first, *(replace(part, rows=tuple(_rows(used, values, {}, is_full=False))) for part in parts[1:])]


def plain_part(used: TypeUses, values: Values) -> Part:
    """Return a component of a type that has only what it needs."""
    rows = tuple(_rows(used, values, {}, is_full=False))
    return replace(_part(used, _bare(used.parameters), values), rows=rows)


def with_jumps(parts: Sequence[Part]) -> list[Part]:
    """Return the components with Jump Ins that are named as the component, and Jump Outs that lead to one each."""
    names = [part.key for part in parts if part.type.name == ComponentName.JUMP_IN]
    jumps = {ComponentName.JUMP_IN: ("name", iter(names)), ComponentName.JUMP_OUT: ("jump_in", iter(names))}
    return [
        _jump(part, *jumps[ComponentName(part.type.name)]) if part.type.role is Role.JUMP else part for part in parts
    ]


def _jump(part: Part, parameter: str, names: Iterator[str]) -> Part:
    return replace(part, values={parameter: next(names)})


def _part(used: TypeUses, variant: Variant, values: Values) -> Part:
    filled = {
        one.name: values.value(one) if variant[one.name] is None else variant[one.name]
        for one in used.parameters
        if one.name in variant
    }
    return Part(values.component(used.type), used.type, filled, ())


def _variants(parameters: Sequence[Parameter]) -> list[Variant]:
    """Return the variants of a type, the fullest first.

    A variant has each choice. A boolean is true on the first variant and false on the second. What changes the dialled
    number is on the second variant if the first has a fixed number, since the editor may not offer both. Where a
    variant without a parameter is missing, a bare one is added.
    """
    choosing = next((one for one in parameters if one.choices), None)
    plain = [one for one in parameters if one is not choosing]
    has_fixed_number = any(one.type is ParameterType.NUMBER and one.empty for one in plain)
    late = [one.name for one in plain if has_fixed_number and one.name in _OF_THE_DIALLED_NUMBER]
    booleans = [one.name for one in plain if one.type is ParameterType.BOOLEAN]
    choices: list[str | None] = [*choosing.choices] if choosing else [None, None] if late or booleans else [None]
    variants: list[Variant] = []
    for index, choice in enumerate(choices):
        chosen: Variant = {} if choosing is None else {choosing.name: choice}
        variants.append(chosen | {one.name: None for one in plain if _belongs(one, choice, index, late)})
    for name in booleans:
        variants[0][name], variants[1][name] = True, False
    is_always_given = any(all(one.name in variant for variant in variants) for one in parameters if not one.required)
    if len(variants) == 1 or is_always_given:
        variants.append(_bare(parameters))
    return variants


def _belongs(parameter: Parameter, choice: str | None, index: int, late: Sequence[str]) -> bool:
    """Whether a variant has a parameter: always if it is required, with its choices, or else on one variant."""
    if parameter.only_for:
        return choice in parameter.only_for
    return parameter.required or index == int(parameter.name in late)


def _bare(parameters: Sequence[Parameter], choice: str | None = None) -> Variant:
    """Return the variant with a choice, by default the first, that has only what it needs."""
    choosing = next((one for one in parameters if one.choices and one.required), None)
    choice = choosing.choices[0] if choosing and choice is None else choice
    needed = [one for one in parameters if one.required or choice in one.only_for]
    return {one.name: choice if one is choosing else None for one in needed}


def _refer(variants: list[Variant], parameter: Parameter, reference: Flow, parameters: Sequence[Parameter]) -> None:
    """Put a reference on the last variant, which has the required parameters, or on a variant of its own."""
    if parameter.required:
        variants[-1][parameter.name] = reference
        return
    choice = parameter.only_for[0] if parameter.only_for else None
    variants.append(_bare(parameters, choice) | {parameter.name: reference})


def _rows(
    used: TypeUses, values: Values, references: Mapping[str, Tree], *, is_full: bool
) -> Iterator[Mapping[str, Tree]]:
    """Iterate over rows: with all fields, with the required ones, with a reference, and for the cases of the editor."""
    if not used.type.has_rows:
        return
    required = [field for field in used.row if field.required]
    yield {field.name: values.value(field) for field in (used.row if is_full else required)}
    if is_full:
        yield {field.name: _plainest(field, values) for field in required}
    for name, reference in references.items():
        yield {field.name: values.value(field) for field in required} | {name: reference}
    yield from ({"case": case} for case in used.type.open_ends)


def _plainest(field: Parameter, values: Values) -> Tree:
    """Return a number with a leading zero in place of a match pattern: an editor may mark patterns, and drop a zero."""
    return f"0{values.number()}" if field.type is ParameterType.MATCH_PATTERN else values.value(field)
