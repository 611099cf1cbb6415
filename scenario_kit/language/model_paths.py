"""Paths into the models: which keys are known at a place of a scenario."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticKnownError

from scenario_kit.findings.model import VERY_CLOSE, nearest
from scenario_kit.language.component_models import Later
from scenario_kit.language.spec import Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.findings.model import NodePath
    from scenario_kit.language.parameters import Plain


def keys_at(plain: Plain, path: NodePath) -> Sequence[str]:
    """Return the keys that a scenario knows at a path; where the place has no fixed keys, none.

    Args:
        plain: The scenario, which tells a component's type.
        path: The path of a mapping.
    """
    annotation, value = _at(plain, path)
    model = _model(annotation, value)
    return () if model is None else tuple(model.model_fields)


def type_at(plain: Plain, path: NodePath) -> Any:  # noqa: ANN401
    """Return the type that the models have at a path, None where they know no such place.

    Args:
        plain: The scenario, which tells a component's type.
        path: The path of a value, which need not be there.
    """
    return _at(plain, path)[0]


def _at(plain: Plain, path: NodePath) -> tuple[Any, Any]:
    """Return the type at a path and the value there, None where there is none."""
    annotation: Any = Scenario
    value: Any = plain
    for part in path:
        annotation = _step(_model(annotation, value) or annotation, part)
        value = _child(value, part)
    return annotation, value


def _child(value: Any, part: str | int) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return value.get(part)
    is_there = isinstance(value, list) and isinstance(part, int) and part < len(value)
    return value[part] if is_there else None


def key_meant(plain: Plain, path: NodePath) -> str | None:
    """Return the key that an unknown one was probably meant to be; None where there is none, or it is there already.

    A key that is not there yet goes before one that is: ``calle`` beside ``caller`` is ``callee``.
    """
    value: Any = plain
    for part in path[:-1]:
        value = value[part]
    known, key = keys_at(plain, path[:-1]), str(path[-1])
    left = [one for one in known if one not in value]
    close = nearest(key, known)
    return nearest(key, left, VERY_CLOSE) or (close if close in left else None)


def _model(annotation: Any, value: Any) -> type[BaseModel] | None:  # noqa: ANN401
    """Return the model that an annotation means for a value; of the component types, the one the value names."""
    later = next((one for one in get_args(annotation) if isinstance(one, Later)), None)
    if later is not None:
        with suppress(PydanticKnownError):  # a component without a type, or of one that there is not
            return later.model(value)
        return None
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (dict, tuple):
        return None
    models = (_model(argument, value) for argument in get_args(annotation))
    return next((model for model in models if model is not None), None)


def _step(annotation: Any, part: str | int) -> Any:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        field = annotation.model_fields.get(str(part))
        return None if field is None else field.rebuild_annotation()
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    if get_origin(annotation) is tuple:
        return get_args(annotation)[0]
    # Annotated and optional types: the first argument that can be stepped into.
    steps = (_step(argument, part) for argument in get_args(annotation) if get_args(annotation))
    return next((step for step in steps if step is not None), None)
