"""Settings of a project: scenario-kit.toml, or ``[tool.scenario-kit]`` in pyproject.toml.

The nearest file in the working directory or above applies; paths in it are relative to its folder. Options of a
command take precedence over it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.findings.model import ScenarioKitError, Severity, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OWN_FILE: Final = "scenario-kit.toml"
SHARED_FILE: Final = "pyproject.toml"
TABLE: Final = "scenario-kit"


@dataclass(frozen=True, slots=True)
class Config:
    """A project's settings.

    Attributes:
        paths: The files and directories of a command that names none.
        select: Codes, or prefixes of codes, to report; all if empty.
        ignore: Codes, or prefixes of codes, to skip.
        severity: Severities that replace the rules' own, by code.
        inventory: A file that lists what exists on the PBX.
        values: Files of parameter values; a later one takes precedence.
        templates: A directory of templates that replace built-in ones.
        profile: The format of the sheets.
    """

    paths: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    inventory: str | None = None
    values: tuple[str, ...] = ()
    templates: str | None = None
    profile: str | None = None


def find_config(start: Path) -> Config:
    """Read the settings that apply in a directory: those of the nearest file in it or above that has any.

    Raises:
        ScenarioKitError: The file cannot be read, is not TOML, or has an unknown setting.
    """
    for folder in (start, *start.parents):
        for name in (OWN_FILE, SHARED_FILE):
            table = _table(folder / name)
            if table is not None:
                return _config(folder / name, table)
    return Config()


def _table(path: Path) -> dict[str, Any] | None:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioKitError(f"{path}: cannot be read: {type(error).__name__}") from None
    import tomllib  # noqa: PLC0415  most folders have no such file

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if path.name == SHARED_FILE:
            return None  # the tools that own the file report that
        raise ScenarioKitError(f"{path}: {error}") from None
    tools = {TABLE: document} if path.name == OWN_FILE else document.get("tool")
    table = tools.get(TABLE) if isinstance(tools, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise ScenarioKitError(f"{path}: [tool.{TABLE}] is not a table")


def _config(path: Path, table: dict[str, Any]) -> Config:
    known = [field_.name for field_ in fields(Config)]
    for key in table:
        if key not in known:
            hint = did_you_mean(key, known) or f"known: {', '.join(known)}"
            raise ScenarioKitError(f"{path}: unknown setting `{key}`; {hint}")
    files = {key: str(path.parent / _text(path, key, table[key])) for key in ("inventory", "templates") if key in table}
    return Config(
        paths=tuple(str(path.parent / name) for name in _texts(path, "paths", table)),
        select=_texts(path, "select", table),
        ignore=_texts(path, "ignore", table),
        severity=_severities(path, table.get("severity", {})),
        values=tuple(str(path.parent / name) for name in _text_or_texts(path, "values", table)),
        profile=_text(path, "profile", table["profile"]) if "profile" in table else None,
        **files,
    )


def _text(path: Path, key: str, value: object) -> str:
    if not isinstance(value, str):
        raise ScenarioKitError(f"{path}: `{key}` has to be a string")
    return value


def _texts(path: Path, key: str, table: dict[str, Any]) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ScenarioKitError(f'{path}: `{key}` has to be a list of strings, such as {key} = ["..."]')
    return tuple(value)


def _text_or_texts(path: Path, key: str, table: dict[str, Any]) -> tuple[str, ...]:
    value = table.get(key, [])
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ScenarioKitError(f"{path}: `{key}` has to be a string, or a list of strings")
    return tuple(value)


def _severities(path: Path, value: object) -> dict[str, Severity]:
    if not isinstance(value, dict):
        raise ScenarioKitError(f'{path}: `severity` has to be a table, such as severity = {{W105 = "error"}}')
    known = [severity.value for severity in Severity]
    for code, severity in value.items():
        if severity not in known:
            hint = did_you_mean(str(severity), known) or f"known: {', '.join(known)}"
            raise ScenarioKitError(f"{path}: severity of {code}: unknown severity `{severity}`; {hint}")
    return {code: Severity(severity) for code, severity in value.items()}
