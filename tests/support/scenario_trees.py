"""Scenarios drawn at random, as the trees of their files: both forms, every component type, odd texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from scenario_kit.language.catalogue import ComponentType, Parameter, ParameterType, Role, catalogue
from scenario_kit.language.spec import DIAL_TYPES
from scenario_kit.language.values import DAYS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hypothesis.strategies import DrawFn, SearchStrategy

NUMBERS: Final = [
    "0521",
    "0x1F",
    "no",
    "null",
    "1e3",
    "+98912",
    "~1",
    "1_000",
    "*7#",
    "any",
    "0o17",
    "TRUE",
]
TEXTS: Final = [
    *NUMBERS,
    *("1:30", "~", "0X.", "=", ".5"),
    *(
        "line-busy",
        "ساعت کاری",
        "🙂",
        "a: b",
        "- a",
        "#a",
        "a #b",
        "${a}",
        "$${a}",
        "$",
        "{a}",
        "[a, b]",
        "&a",
        "!a",
        "'",
    ),
    *(
        '"',
        "\\",
        "%a",
        "@a",
        "|",
        "> a",
        " a ",
        "?",
        "a\u00a0b",
        "2026-03-21",
        "\ufeff",
        "x" * 200,
        "a,b",
        "---",
        "...",
    ),
]
CODES: Final = [
    *("", "same => n,NoOp()\nsame => n,Hangup()\n", "a\n\n", " a\nb", "a \nb", "\t", "a\r\nb", "\0\x7f\x85\u2028"),
    *("${a}\n", "\n", "\n\na", "# a\nb: c", "---\na", "x" * 200 + "\ny"),
]
VARIABLES: Final = ["greeting", "limit", "no"]

texts = st.sampled_from(TEXTS) | st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029"), min_size=1, max_size=8
).filter(str.strip)
patterns = st.sampled_from([*NUMBERS, "0X.", "1-3X"]) | st.text("0123456789XZN.*#+", min_size=1, max_size=8)
numbers = st.sampled_from(NUMBERS) | st.from_regex(r"\+?[0-9*#]{1,7}", fullmatch=True)
followers = numbers | st.tuples(texts.map(lambda text: text.replace("/", "-")), numbers).map("/".join)
codes = st.sampled_from(CODES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
keys = st.sampled_from(["a", "b", "no", "null", "on", "y", "x_1", "jump-in", "route", "dial"])
ranges = st.sampled_from(["08:00-12:00", "13:00-24:00"])

MONTHS: Final = st.lists(st.sampled_from(["3", "03", "march", "Mar"]), max_size=2)

VALUES: Final[Mapping[ParameterType, SearchStrategy[Any]]] = {
    ParameterType.TEXT: texts,
    ParameterType.CODE: codes,
    ParameterType.NUMBER: numbers,
    ParameterType.INTEGER: st.integers(0, 999_999_999).map(str),
    ParameterType.SECONDS: st.sampled_from(["0", "30", "30s", "5m", "1h", "007"]),
    ParameterType.BOOLEAN: st.sampled_from(["yes", "no", "True", "off"]),
    ParameterType.URL: texts,
    ParameterType.SECRET: texts,
    ParameterType.TEXT_LIST: st.lists(texts, max_size=3),
    ParameterType.NUMBER_LIST: st.lists(numbers, max_size=3),
    ParameterType.DATE_LIST: st.lists(st.just("2026-03-21"), max_size=2),
    ParameterType.WEEKLY_RANGES: st.dictionaries(st.sampled_from(DAYS), st.lists(ranges, max_size=2), max_size=3),
    ParameterType.MATCH_PATTERN: patterns,
    ParameterType.CID_PATTERN: patterns,
    ParameterType.IVR_CASE: patterns | st.sampled_from(["t", "i"]),
}
NAMED: Final[Mapping[str, SearchStrategy[Any]]] = {
    "caller_id": numbers,
    "caller_id_prefix": numbers,
    "followers": st.lists(followers, max_size=3),
}
"""The parameters whose texts have a number in them."""


def document(tree: Any) -> bytes:
    """Return the file of a tree whose texts are meant as they are: what looks like a parameter is none."""
    return json.dumps(_literal(tree)).encode()


def _literal(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _literal(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return list(map(_literal, tree))
    return tree.replace("${", "$${") if isinstance(tree, str) else tree


def plainer(tree: Any) -> Any:
    """Take out of texts what the numbered profile has no way to write: it joins lists and marks variables in texts."""
    if isinstance(tree, dict):
        return {key: value if key == "code" else plainer(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return list(map(plainer, tree))
    return tree.replace(";", ",").replace("{{", "{").strip() or "a" if isinstance(tree, str) else tree


def scenarios() -> SearchStrategy[Any]:
    """Draw the tree of a scenario without errors in the file itself; its calls may be as senseless as they come."""
    return short_forms() | long_forms()


def _plain(parameter: Parameter) -> SearchStrategy[Any]:
    return NAMED[parameter.name] if parameter.name in NAMED else VALUES[parameter.type]


@st.composite
def _fields(draw: DrawFn, parameters: Mapping[str, Parameter], *, variables: bool = True) -> dict[str, Any]:
    values = {}
    for name, parameter in parameters.items():
        if parameter.required or draw(st.integers(0, 3)) == 0:
            plain = st.sampled_from(parameter.choices) if parameter.choices else _plain(parameter)
            plain = MONTHS if parameter.items == "month" else plain
            reference = st.sampled_from(VARIABLES).map(lambda variable: {"variable": variable})
            values[name] = draw(plain | reference if variables else plain)
    return values


def _head(draw: DrawFn) -> dict[str, Any]:
    type_ = st.sampled_from(["number", "string", "announcement"])
    about = st.fixed_dictionaries({"type": type_}, optional={"value": numbers, "description": texts})
    variables = [{"name": name, **draw(about)} for name in draw(st.permutations(VARIABLES))]
    return {"version": 1, "name": "plan", "variables": variables}


@st.composite
def short_forms(draw: DrawFn) -> Any:
    type_ = draw(st.sampled_from(DIAL_TYPES))
    answers = catalogue()["answer"].parameters["type"].choices
    or_null = texts | st.none()
    optional = {
        "context": texts,
        "answer": st.sampled_from(answers),
        "hold_music": texts,
        "record": st.sampled_from(["true", "false"]),
        "survey": _fields(catalogue()["poll"].parameters),
        "busy": or_null,
        "unavailable": or_null,
    }
    needed = {
        "match": st.lists(patterns, min_size=1, max_size=3),
        "dial": st.fixed_dictionaries({type_: _fields(catalogue()[type_].parameters)}),
    }
    return {**_head(draw), "call": draw(st.fixed_dictionaries(needed, optional=optional))}


@st.composite
def long_forms(draw: DrawFn) -> Any:
    """Draw up to three sheets, wired at random within and across: trees, meshes, loops, and what nothing leads to."""
    names = draw(st.lists(st.sampled_from(["main", "back", "on", "z"]), min_size=1, max_size=3, unique=True))
    layout = {name: draw(st.lists(keys, min_size=1, max_size=6, unique=True)) for name in names}
    types = {(name, key): draw(st.sampled_from(sorted(catalogue()))) for name, sheet in layout.items() for key in sheet}
    sheets = {
        name: {key: draw(_components(catalogue()[types[name, key]], f"{name}/{key}", name, types)) for key in sheet}
        for name, sheet in layout.items()
    }
    return {**_head(draw), "sheets": sheets}


@st.composite
def _components(draw: DrawFn, type_: ComponentType, node: str, sheet: str, types: Mapping[tuple[str, str], str]) -> Any:
    component: dict[str, Any] = {"component": type_.name}
    targets = [
        key if name == sheet and draw(st.booleans()) else f"{name}/{key}"
        for (name, key), other in types.items()
        if catalogue()[other].role is not Role.ENTRY
    ]
    target = st.sampled_from([*targets, None])
    if type_.name == "jump_in":
        component["name"] = f"in {node}"
    else:
        component |= draw(st.fixed_dictionaries({}, optional={"name": texts}))
        component |= draw(_fields(type_.parameters))
    if type_.name == "jump_out" and draw(st.booleans()):
        component["jump_in"] = draw(st.sampled_from([f"in {name}/{key}" for name, key in types]))
    if type_.has_rows:
        component["rows"] = [
            {**draw(_fields(type_.row)), **draw(st.fixed_dictionaries({}, optional={"next": target}))}
            for _ in range(draw(st.integers(1, 3)))
        ]
    elif type_.outputs:
        component["next"] = draw(st.dictionaries(st.sampled_from(type_.outputs), target))
    return component
