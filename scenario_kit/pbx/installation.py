"""How to install what an extra of this program needs, from where the program itself was installed."""

from __future__ import annotations

import json
import shlex
import sys
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any, Final
from urllib.parse import unquote, urlsplit

_NAME: Final = "scenario-kit"


def install_command(extra: str, package: str) -> str:
    """Return the command that installs an extra from where this program came from.

    Args:
        extra: The extra.
        package: What the extra needs; it is installed by itself if the program's source is unknown or gone.
    """
    try:
        recorded = distribution(_NAME).read_text("direct_url.json")
    except PackageNotFoundError:  # run from a folder, without an installation
        recorded = None
    wanted = package if recorded is None else requirement(json.loads(recorded), extra) or package
    return f"{_installer()} {wanted}"


def _installer() -> str:
    """Return the command that installs packages beside this program: an environment that uv made has no pip."""
    python = shlex.quote(sys.executable)
    if find_spec("pip") is not None:
        return f"{python} -m pip install"
    if which("uv") is None and find_spec("ensurepip") is not None:
        return f"{python} -m ensurepip && {python} -m pip install"
    return f"uv pip install --python {python}"


def requirement(direct_url: dict[str, Any], extra: str) -> str | None:
    """Return pip's arguments for an extra of this program, by the record of its source; None if that is gone.

    Args:
        direct_url: The record, as pip writes it (PEP 610).
        extra: The extra.
    """
    url = str(direct_url["url"])
    parts = urlsplit(url)
    if parts.scheme == "file" and "vcs_info" not in direct_url:
        path = unquote(parts.path)
        editable = "--editable " if direct_url.get("dir_info", {}).get("editable") else ""
        return f"{editable}{shlex.quote(f'{path}[{extra}]')}" if Path(path).exists() else None
    vcs = direct_url.get("vcs_info")
    source = url if vcs is None else f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    return shlex.quote(f"{_NAME}[{extra}] @ {source}")
