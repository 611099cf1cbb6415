"""The keys and types that the language has at a path of a scenario."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.findings.model import VERY_CLOSE, nearest
from scenario_kit.language.catalogue import ComponentName, ComponentType, ParameterType, catalogue
from scenario_kit.language.component_models import Model, component_model, parameters_model, row_model
from scenario_kit.language.dialable import is_telephone_number
from scenario_kit.language.rehearsals import Cdr, Expectation, Rehearsal, World
from scenario_kit.language.spec import (
    DIAL_TYPES,
    Beeper,
    Call,
    Dial,
    Originate,
    ParameterDeclaration,
    Scenario,
    SimotelIni,
    Variable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.parameters import Plain


_MODELS: Final[Mapping[tuple[str | int, ...], type[Model]]] = {
    (): Scenario,
    ("parameters", "*"): ParameterDeclaration,
    ("originate",): Originate,
    ("call",): Call,
    ("call", "dial"): Dial,
    ("variables", "*"): Variable,
    ("simotel_ini",): SimotelIni,
    ("simotel_ini", "beeper"): Beeper,
    ("tests", "*"): Rehearsal,
    ("tests", "*", "world", "*"): World,
    ("tests", "*", "expect"): Expectation,
    ("tests", "*", "expect", "cdr"): Cdr,
}
"""The models by path, except those that depend on a component type; `*` is a name or an index."""

_COLLECTIONS: Final = frozenset({"parameters", "variables", "tests", "world"})
"""The keys whose entries have names or indexes of the author."""

WIRING: Final = frozenset({"component", "rows", "dial"})
"""Required keys that hold more than a value."""

_OTHER_WORDS: Final[Mapping[NodePath, Mapping[str, str]]] = {
    ("originate",): {
        **dict.fromkeys(("from", "source", "src", "caller_number", "first_party", "a_number"), "caller"),
        **dict.fromkeys(("to", "destination", "dst", "callee_number", "second_party", "b_number", "exten"), "callee"),
    },
    ("tests", "*", "world", "*"): {
        **dict.fromkeys(("result", "status", "disposition"), "outcome"),
        **dict.fromkeys(("answer", "reply"), "response"),
    },
}
"""What other systems call a key, by the place of its mapping."""


def keys_at(plain: Plain, path: NodePath) -> Sequence[str]:
    """Return the keys that the language has in the mapping at a path; none if the mapping has no fixed keys."""
    model = _model_at(plain, path)
    return () if model is None else tuple(model.model_fields)


def type_at(plain: Plain, path: NodePath) -> Any:  # noqa: ANN401
    """Return the type of the value at a path, without its validators; None if the language has no value there.

    The value may be missing from the scenario.
    """
    model = _model_at(plain, path)
    if model is not None:
        return model
    owner = _model_at(plain, path[:-1])
    if owner is not None:
        field = owner.model_fields.get(str(path[-1]))
        return None if field is None else field.annotation
    return None if type_at(plain, path[:-1]) is None else _item_type(path)


def _item_type(path: NodePath) -> type | None:
    """Return the type of an item of a list, or of a value in a mapping whose keys are not fixed."""
    match path:
        case (*_, "warnings_at_sec", int()):
            return int
        case (*_, "days_of_week", str()):
            return list
        case (*_, "days_of_week", str(), int()) | (*_, "response" | "next", str()):
            return str
        case (*_, str(name), int()) if name in _text_lists():
            return str
        case _:
            return None


def likely_key(plain: Plain, path: NodePath) -> str | None:
    """Return the key that the author probably intended by an unknown one; None if unclear, or already present.

    A missing key is preferred to one that is present: ``calle`` beside ``caller`` is ``callee``. The only unknown key
    among a component's parameters is the only required one that is missing, whatever its name, and one with the id of a
    component is `next`.
    """
    tree: Any = plain
    mapping = tree
    for part in path[:-1]:
        mapping = mapping[part]
    known, key = keys_at(plain, path[:-1]), str(path[-1])
    missing = [name for name in known if name not in mapping]
    if (before := joined_key(key, mapping[key])) in missing:
        return before
    if not known and "component" not in mapping and is_close(key, "component"):
        return "component"
    usual = _OTHER_WORDS.get(_pattern(path[:-1]), {}).get(key.casefold())
    if usual is not None and usual in missing:
        return usual
    closest = nearest(key, missing, VERY_CLOSE) or nearest(key, known)
    if closest is not None:
        return closest if closest in missing else None
    value = mapping[key]
    if path[0] == "sheets" and "next" in missing and isinstance(value, str) and value in tree["sheets"][path[1]]:
        return "next"
    required = [name for name in missing if not is_optional(plain, (*path[:-1], name))]
    is_only_one = len(required) == 1 and len(set(mapping) - set(known)) == 1
    takes_values = path[0] in ("sheets", "call", "originate") and required not in ([name] for name in WIRING)
    return required[0] if is_only_one and takes_values else None


def joined_key(key: str, value: object) -> str | None:
    """Return the key in a text such as ``queue:901``, which lacks the space after its colon; None if it has none."""
    before, colon, _ = key.partition(":")
    return before if colon and value is None else None


def is_close(key: str, other: str) -> bool:
    """Whether a key is so similar to another that it is a misspelling of it."""
    return nearest(key, (other,), VERY_CLOSE) is not None


def is_optional(plain: Plain, path: NodePath) -> bool:
    """Whether the language has a key at a path that can be left out."""
    model = _model_at(plain, path[:-1])
    field = None if model is None else model.model_fields.get(str(path[-1]))
    return field is not None and not field.is_required()


def need_of(plain: Any, path: NodePath) -> str | None:  # noqa: ANN401
    """Return what needs the value at a path, in words, or an empty text; None if the value can be left out."""
    match path:
        case ("originate", "trunk_name"):
            is_outside = is_telephone_number(str(plain["originate"].get("caller")))
            return "a caller that is a telephone number needs a trunk" if is_outside else None
        case ("sheets", sheet, key, str(name)):
            component = plain["sheets"][sheet][key]
            type_ = _component_type(component)
            parameters = {} if type_ is None else type_.parameters
            parameter = parameters.get(name)
            if parameter is not None and parameter.type is ParameterType.SECRET and parameter.default is not None:
                return f"for none, write `{parameter.default}`"
            only_for = () if parameter is None else parameter.only_for
            for choice in parameters if only_for else ():
                if parameters[choice].choices and component.get(choice) in only_for:
                    return f"`{choice}: {component[choice]}` needs one"
    model = _model_at(plain, path[:-1])
    is_known = model is not None and str(path[-1]) in model.model_fields
    return "" if is_known and not is_optional(plain, path) else None


def _model_at(plain: Any, path: NodePath) -> type[Model] | None:  # noqa: ANN401
    """Return the model of the mapping at a path; None if the mapping has no fixed keys."""
    match path:
        case ("call", "dial", str(name)) if name in DIAL_TYPES:
            return parameters_model(name)
        case ("call", "survey"):
            return parameters_model(ComponentName.POLL)
        case ("sheets", sheet, key):
            type_ = _component_type(plain["sheets"][sheet][key])
            return None if type_ is None else component_model(type_.name)
        case ("sheets", sheet, key, "rows", int()):
            type_ = _component_type(plain["sheets"][sheet][key])
            return row_model(type_.name) if type_ is not None and type_.has_rows else None
    return _MODELS.get(_pattern(path))


def _pattern(path: NodePath) -> NodePath:
    """Return a path with `*` for the names and indexes of the author."""
    return tuple("*" if owner in _COLLECTIONS else part for owner, part in zip(("", *path), path, strict=False))


def fitting_keys(plain: Any, path: NodePath) -> Sequence[str]:  # noqa: ANN401
    """Return the keys of a mapping that fit what it is about: in the world of a test, what its component supports."""
    keys = keys_at(plain, path)
    match path:
        case ("tests", int(), "world", str(name)):
            types = {type_.name: type_ for type_ in _types_of(plain, name)}
            supported = next(iter(types.values())).world if len(types) == 1 else keys
            return [key for key in keys if key in supported]
    return keys


def _types_of(plain: Any, name: str) -> Iterator[ComponentType]:  # noqa: ANN401
    """Return the types of the components that a test may mean by a name."""
    sheet, _, key = name.rpartition("/")
    sheets = plain.get("sheets")
    for other, components in sheets.items() if isinstance(sheets, dict) else ():
        if isinstance(components, dict) and sheet in ("", other):
            type_ = _component_type(components.get(key))
            if type_ is not None:
                yield type_
    if name == "dial":
        yield from (catalogue()[type_] for type_ in diallers_in(plain))


def diallers_in(plain: Any) -> list[str]:  # noqa: ANN401
    """Return the types of the dialling components in the short form; valid is exactly one."""
    call = plain.get("call")
    dial = call.get("dial") if isinstance(call, dict) else None
    return [type_ for type_ in DIAL_TYPES if isinstance(dial, dict) and type_ in dial]


def _component_type(component: Plain) -> ComponentType | None:
    name = component.get("component") if isinstance(component, dict) else None
    return catalogue().get(name) if isinstance(name, str) else None


@cache
def _text_lists() -> frozenset[str]:
    """Return the keys whose values are lists of text."""
    types = (ParameterType.TEXT_LIST, ParameterType.NUMBER_LIST, ParameterType.DATE_LIST)
    parameters = [parameter for type_ in catalogue().values() for parameter in type_.parameters.values()]
    return frozenset({"match", "path", *(parameter.name for parameter in parameters if parameter.type in types)})
