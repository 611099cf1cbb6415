"""Turns the plain values of a map into templates."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NoReturn

from scenario_kit.findings.model import ScenarioKitError, did_you_mean
from scenario_kit.language.catalogue import catalogue
from scenario_kit.language.values import describe
from scenario_kit.profiles.places import COUNTS, END_PARTS, ENDS, NAMED, PLACES, RECORDS
from scenario_kit.profiles.template import (
    Absent,
    By,
    Columns,
    Constant,
    Each,
    Items,
    Object,
    Place,
    Spread,
    Sum,
    Template,
    Text,
    Where,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scenario_kit.findings.model import NodePath

_PLACE: Final = re.compile(r"\$([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?)")
_PARTS: Final = re.compile(r"\$\$|\$\{([^{}]*)\}|\$")
_FORMS: Final = ("$each", "$by", "$kept", "$columns", "$only", "$sum")
_SPREADS: Final = {"$parameters": ("parameters", "component"), "$fields": ("fields", "row")}
_IN_OBJECT: Final = (*_SPREADS, "$where", "$empty")
_ABSENT: Final = "$absent"


class MapError(ScenarioKitError):
    """A map is invalid.

    Attributes:
        path: The place in the map.
        on_key: Whether it is about the key.
    """

    def __init__(self, message: str, path: NodePath, *, on_key: bool = False) -> None:
        super().__init__(message)
        self.path = path
        self.on_key = on_key


def parse_template(plain: Any, inside: Collection[str], path: NodePath) -> Template:  # noqa: ANN401
    """Return the template of a plain value.

    Args:
        plain: The value.
        inside: The records that it is inside of, such as `component`.
        path: Its place in the map.

    Raises:
        MapError: It is not a template.
    """
    return _Parser(path[:1]).template(plain, frozenset(inside), path, ())


class _Parser:
    def __init__(self, root: NodePath) -> None:
        self._root = root

    def template(self, plain: Any, inside: frozenset[str], path: NodePath, at: tuple[str, ...]) -> Template:  # noqa: ANN401, PLR0911
        """Parse a value; `at` is its path in the template, with `*` for records."""
        if isinstance(plain, str):
            return _text(plain, inside, path)
        if isinstance(plain, list | tuple):
            items = [self.template(item, inside, (*path, index), (*at, str(index))) for index, item in enumerate(plain)]
            return Items(tuple(_listed(item, at) for item in items))
        if not isinstance(plain, dict):
            return Constant(plain)
        form = next((form for form in _FORMS if form in plain), None)
        match form:
            case "$each":
                return self._each(plain, inside, path, at)
            case "$by":
                return self._by(plain, inside, path, at)
            case "$columns":
                return _columns(plain, inside, path)
            case "$sum":
                return _sum(plain, inside, path)
            case "$kept":
                _only(plain, ("$kept",), path)
                return Absent() if plain["$kept"] == _ABSENT else Constant(plain["$kept"], kept=True)
            case "$only":
                _only(plain, ("$only",), path)
                return Absent(only=True) if plain["$only"] == _ABSENT else Constant(plain["$only"], only=True)
        return self._object(plain, inside, path, at)

    def _object(self, plain: Mapping[str, Any], inside: frozenset[str], path: NodePath, at: tuple[str, ...]) -> Object:
        members: list[tuple[str, Template] | Spread] = []
        for name, value in plain.items():
            here = (*path, name)
            if name in _SPREADS:
                members.append(_spread(name, value, inside, here))
            elif name in ("$where", "$empty"):
                continue
            elif name.startswith("$") and not name.startswith("$$"):
                help_ = did_you_mean(name, (*_FORMS, *_IN_OBJECT)) or "write `$$` for `$`"
                raise MapError(f"unknown key `{name}`; {help_}", here, on_key=True)
            else:
                members.append((name.replace("$$", "$"), self.template(value, inside, here, (*at, name))))
        return Object(tuple(members), _where(plain, path), _empty(plain, path))

    def _each(self, plain: Mapping[str, Any], inside: frozenset[str], path: NodePath, at: tuple[str, ...]) -> Each:
        _only(plain, ("$each", "$item", "$key", "$where", "$empty", "$trim", "$free"), path)
        records = plain["$each"]
        if not isinstance(records, str) or records not in RECORDS:
            _unknown("records", records, RECORDS, (*path, "$each"))
        record, parents = RECORDS[records]
        if not inside & set(parents):
            message = f"`{records}` cannot be used here; they are inside of {' or '.join(parents)}"
            raise MapError(message, (*path, "$each"))
        if "$item" not in plain:
            raise MapError("missing key `$item` beside `$each`", path, on_key=True)
        within = inside | {record}
        key = None
        if "$key" in plain:
            key = self.template(plain["$key"], within, (*path, "$key"), at)
            if not isinstance(key, Place | Text):
                raise MapError("`$key`: expected a text with a place, such as $id", (*path, "$key"))
        item = self.template(plain["$item"], within, (*path, "$item"), (*at, "*"))
        free = None
        if "$free" in plain:
            if records != "incoming" or key is not None:
                raise MapError(
                    "`$free`: expected a template of an item beside `$each: incoming` in a list", (*path, "$free")
                )
            free = self.template(plain["$free"], inside | {"free"}, (*path, "$free"), (*at, "free"))
        trim = plain.get("$trim", False)
        if trim not in (True, False, "true", "false") or (trim in (True, "true") and records != "outputs"):
            raise MapError("`$trim`: expected true or false, beside `$each: outputs`", (*path, "$trim"))
        is_trimmed = trim in (True, "true")
        return Each(records, item, key, _where(plain, path), _empty(plain, path), free, trim=is_trimmed, at=at)

    def _by(self, plain: Mapping[str, Any], inside: frozenset[str], path: NodePath, at: tuple[str, ...]) -> By:
        what = plain["$by"]
        needs = {"type": {"component"}, "rows": {"component"}, "wired": {"output", "row"}}
        if not isinstance(what, str) or what not in needs:
            _unknown("selector", what, needs, (*path, "$by"))
        if not inside & needs[what]:
            raise MapError(f"`{what}` is not known here", (*path, "$by"))
        if what == "type":
            for name in plain:
                if not name.startswith("$") and name not in catalogue():
                    _unknown("component type", name, catalogue(), (*path, name), on_key=True)
        _only(plain, ("$by", "$else", *(catalogue() if what == "type" else ("$yes", "$no"))), path)
        parsed = {
            name: self.template(value, inside, (*path, name), at) for name, value in plain.items() if name != "$by"
        }
        otherwise = parsed.pop("$else", Absent())
        if what != "type":
            parsed = {"yes": parsed.get("$yes", otherwise), "no": parsed.get("$no", otherwise)}
        return By(what, parsed, otherwise)


def _listed(item: Template, at: tuple[str, ...]) -> Template:
    if not isinstance(item, Each):
        return item
    return replace(item, in_list=True, at=at)


def _text(text: str, inside: frozenset[str], path: NodePath) -> Template:
    if text == _ABSENT:
        return Absent()
    whole = _PLACE.fullmatch(text)
    if whole is not None:
        return _place(whole[1], inside, path)
    parts: list[str | Place] = []
    end = 0
    for match in _PARTS.finditer(text):
        _append(parts, text[end : match.start()])
        end = match.end()
        if match[0] == "$$":
            _append(parts, "$")
        elif match[1] is not None:
            parts.append(_place(match[1], inside, path))
        else:
            raise MapError(f"`$` in `{text}`: write ${{name}} for a place in a text, or $$ for `$`", path)
    _append(parts, text[end:])
    if all(isinstance(part, str) for part in parts):
        return Constant("".join(map(str, parts)))
    return Text(tuple(parts))


def _append(parts: list[str | Place], text: str) -> None:
    if text and parts and isinstance(parts[-1], str):
        parts[-1] += text
    elif text:
        parts.append(text)


def _place(text: str, inside: frozenset[str], path: NodePath) -> Place:
    name, _, of = text.partition(".")
    if of and name in ENDS and of not in END_PARTS:
        _unknown(f"part of `${name}`", of, END_PARTS, path)
    if of and name in NAMED:
        known = sorted(
            {key for type_ in catalogue().values() for key in (type_.parameters if name == "parameter" else type_.row)}
        )
        if of not in known:
            _unknown(name, of, known, path)
    elif of and name not in ENDS:
        raise MapError(f"`${name}` has no parts", path)
    if name not in PLACES:
        _unknown("place", text, PLACES, path)
    parents = NAMED[name] if of and name in NAMED else PLACES[name]
    if not inside & set(parents):
        raise MapError(f"place `${text}` cannot be used here; it is inside of {' or '.join(parents)}", path)
    return Place(name, of)


def _spread(name: str, options: Any, inside: frozenset[str], path: NodePath) -> Spread:  # noqa: ANN401
    kind, record = _SPREADS[name]
    if record not in inside:
        raise MapError(f"`{name}` cannot be used here; it is inside of {record}", path, on_key=True)
    if not isinstance(options, dict):
        raise MapError(f"`{name}`: expected a mapping such as {{}}", path)
    _only(options, ("unknown",), path)
    if options.get("unknown", "kept") != "kept":
        raise MapError(f"`unknown`: expected `kept`, got `{options['unknown']}`", (*path, "unknown"))
    return Spread(kind, keeps_unknown="unknown" in options)


def _sum(plain: Mapping[str, Any], inside: frozenset[str], path: NodePath) -> Sum:
    terms = []
    for name, factor in plain.items():
        if isinstance(factor, bool) or not isinstance(factor, int | float):
            raise MapError(f"expected a number, got {describe(factor)}", (*path, name))
        if name == "$sum":
            continue
        if name not in COUNTS:
            _unknown("count", name, COUNTS, (*path, name), on_key=True)
        terms.append((_place(name, inside, (*path, name)), factor))
    return Sum(plain["$sum"], tuple(terms))


def _columns(plain: Mapping[str, Any], inside: frozenset[str], path: NodePath) -> Columns:
    _only(plain, ("$columns",), path)
    value, here = plain["$columns"], (*path, "$columns")
    kind = "fields" if value == "fields" or (value != "parameters" and "row" in inside) else "parameters"
    record = "row" if kind == "fields" else "component"
    if record not in inside:
        raise MapError(f"`$columns` cannot be used here; it is inside of {record}", here, on_key=True)
    if isinstance(value, str):
        if value not in ("parameters", "fields"):
            _unknown("columns", value, ("parameters", "fields"), here)
        return Columns(value)
    if not isinstance(value, dict):
        raise MapError("`$columns`: expected `parameters`, `fields` or a mapping of names by type", here)
    names: dict[str, tuple[str | None, ...]] = {}
    for type_, listed in value.items():
        if type_ != "$else" and type_ not in catalogue():
            _unknown("component type", type_, (*catalogue(), "$else"), (*here, type_), on_key=True)
        if not isinstance(listed, list | tuple):
            raise MapError(f"`{type_}`: expected a list of names", (*here, type_))
        known = {key for one in catalogue().values() for key in (one.parameters if kind == "parameters" else one.row)}
        for index, name in enumerate(listed):
            if name is not None and name not in known:
                _unknown(f"one of the {kind}", name, sorted(known), (*here, type_, index))
        names[type_] = tuple(listed)
    return Columns(kind, names, names.pop("$else", ()))


def _where(plain: Mapping[str, Any], path: NodePath) -> Where | None:
    if "$where" not in plain:
        return None
    here, conditions = (*path, "$where"), plain["$where"]
    if not isinstance(conditions, dict):
        raise MapError("`$where`: expected a mapping such as {/kind: node}", here)
    equal = []
    for name, value in conditions.items():
        if name in ("has", "lacks"):
            continue
        if not name.startswith("/"):
            raise MapError(f"expected a JSON pointer such as /kind, got `{name}`", (*here, name), on_key=True)
        texts = value if isinstance(value, list | tuple) else [value]
        equal.append((name, tuple(_as_text(text, (*here, name)) for text in texts)))
    has, lacks = (_pointers(conditions.get(name, []), (*here, name)) for name in ("has", "lacks"))
    return Where(tuple(equal), has, lacks)


def _pointers(value: Any, path: NodePath) -> tuple[str, ...]:  # noqa: ANN401
    pointers = value if isinstance(value, list | tuple) else [value]
    for pointer in pointers:
        if not isinstance(pointer, str) or not pointer.startswith("/"):
            raise MapError(f"`{path[-1]}`: expected JSON pointers such as /wires, got `{pointer}`", path)
    return tuple(pointers)


def _as_text(value: Any, path: NodePath) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise MapError("expected a text, a number, or a list of them", path)


def _empty(plain: Mapping[str, Any], path: NodePath) -> str:
    value = plain.get("$empty")
    if value == []:
        if "$each" in plain and "$key" not in plain:
            raise MapError("`$empty`: a list without items is an empty list already", (*path, "$empty"))
        return "list"
    if value not in (None, "absent"):
        raise MapError(f"`$empty`: expected `absent` or [], got {describe(value)}", (*path, "$empty"))
    return value or ""


def _only(plain: Mapping[str, Any], keys: Collection[str], path: NodePath) -> None:
    for name in plain:
        if name not in keys:
            _unknown("key", name, keys, (*path, name), on_key=True)


def _unknown(what: str, value: object, known: Collection[str], path: NodePath, *, on_key: bool = False) -> NoReturn:
    hint = did_you_mean(str(value), known) or f"known: {', '.join(sorted(known)[:40])}"
    raise MapError(f"unknown {what} `{value}`; {hint}", path, on_key=on_key)
