"""The programs that users would run in place of ours, in an environment of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PEERS = ("check-jsonschema", "cfn-lint", "yamllint", "crudini")
VERSIONS = """\
import importlib.metadata, json, sys
print(json.dumps({name: importlib.metadata.version(name) for name in sys.argv[1:]}))
"""


def install_peers(folder: Path) -> Path:
    """Install the peers from PyPI, once, and give the folder of their programs."""
    programs = folder / "bin"
    if not all((programs / peer).exists() for peer in PEERS):
        print("installing", *PEERS, file=sys.stderr, flush=True)
        pip = (programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS)
        subprocess.run((sys.executable, "-m", "venv", folder), check=True)
        subprocess.run(pip, check=True)
    return programs


def versions(python: Path | str, names: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of packages of an environment."""
    found = subprocess.run((python, "-c", VERSIONS, *names), check=True, capture_output=True, text=True)
    read: dict[str, str] = json.loads(found.stdout)
    return read
