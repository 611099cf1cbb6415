"""What the PBX's settings file says that bears on scenarios: the numbers that it bars, and the managed settings."""

from __future__ import annotations

from configparser import ConfigParser
from configparser import Error as ConfigParserError
from typing import TYPE_CHECKING

from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.pbx.facts import DEFAULT_BARRED
from scenario_kit.pbx.ini.wanted import MANAGED, Layout, meaning, section_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def barred_codes(data: bytes, file: str) -> tuple[str, ...]:
    """Return the codes that a settings file bars at the start of a number; the documented ones if it names none.

    Args:
        data: The bytes of simotel.ini.
        file: Its name, for errors.

    Raises:
        ScenarioKitError: It cannot be read as settings. Nothing of its text is repeated.
    """
    text = _settings(data, file).get("security", "barred_call_pre_codes", fallback=None)
    if text is None:
        return DEFAULT_BARRED
    return tuple(filter(None, (code.strip("'\" ") for code in text.strip("[]'\" ").split(","))))


def managed_values(data: bytes, file: str) -> Mapping[str, str]:
    """Return the values of the managed keys that a settings file holds, as the PBX reads them.

    Args:
        data: The bytes of simotel.ini.
        file: Its name, for errors.

    Raises:
        ScenarioKitError: It cannot be read as settings. Nothing of its text is repeated.
    """
    settings = _settings(data, file)
    values: dict[str, str] = {}
    for layout in (Layout.API, Layout.CALL_LIMIT):
        for key in MANAGED:
            value = settings.get(section_of(key, layout), key, fallback=None)
            if value is not None:
                values.setdefault(key, meaning(key, value))
    return values


def _settings(data: bytes, file: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=False, allow_no_value=True, inline_comment_prefixes=("#", ";"))
    try:
        parser.read_string(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ConfigParserError) as error:
        raise ScenarioKitError(f"--ini {file}: cannot be read as settings: {type(error).__name__}") from None
    return parser
