"""Which modules touch what is outside of the program: files, the network, the environment, the terminal.

All other modules compute their results from their arguments. If you add an effect to a module, add the module to
`MODULES`; better, find a listed module that can do the work.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
from support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.unmeasured

PACKAGE = ROOT / "scenario_kit"

MODULES = {
    "reads files or folders": """
        cli/__init__.py cli/diff.py cli/fmt.py cli/inventory.py cli/options.py cli/reference.py
        cli/rule_examples.py cli/schemas.py cli/sheets.py cli/starters.py cli/welcome.py
        files/output.py files/reader.py files/replace.py files/shipped.py
        language/catalogue.py pbx/ini/keys.py pbx/installation.py profiles/loading.py rendering/artifacts.py
        report/page.py run/config.py
    """,
    "writes files": """
        cli/options.py files/output.py files/replace.py
    """,
    "uses the network": """
        pbx/network.py pbx/web.py
    """,
    "starts processes or threads": """
        pbx/network.py run/checking.py
    """,
    "reads the environment or the arguments": """
        cli/__init__.py cli/options.py cli/server.py
    """,
    "uses standard streams": """
        cli/__init__.py cli/build.py cli/catalogue.py cli/completion.py cli/diff.py cli/fmt.py cli/graph.py
        cli/import_.py cli/ini.py cli/inventory.py cli/learn.py cli/new.py cli/options.py cli/originate.py cli/page.py
        cli/probe.py cli/profile.py cli/profiles.py cli/rehearse.py cli/schema.py cli/server.py cli/sheets.py
        cli/validate.py
    """,
    "ends the process": """
        cli/__init__.py cli/build.py cli/diff.py cli/fmt.py cli/ini.py cli/learn.py cli/originate.py cli/probe.py
        cli/profiles.py cli/rehearse.py cli/validate.py
    """,
}
"""The modules with each effect."""

METHODS = {
    "reads files or folders": (
        "open read_bytes read_text fdopen is_file is_dir is_symlink stat glob rglob iterdir cwd FileSystemLoader"
    ),
    "writes files": "write_bytes write_text touch mkdir unlink rename rmdir symlink_to hardlink_to",
    "uses standard streams": "print echo progressbar",
    "ends the process": "exit",
}
"""Functions and methods by their last name; no other function of the package may have such a name."""

DOTTED = {
    "reads files or folders": (
        "os.open os.walk os.scandir os.listdir os.stat os.getcwd os.path.isdir os.path.isfile os.path.islink "
        "os.path.exists os.path.lexists os.path.realpath"
    ),
    "writes files": "os.write os.replace os.link os.remove os.makedirs os.fchmod os.fchown os.fsync",
    "reads the environment or the arguments": "os.environ os.getenv sys.argv",
    "uses standard streams": "sys.stdin sys.stdout sys.stderr",
}
"""Functions and values by their whole name."""

IMPORTED = {
    "uses the network": "httpx socket ssl urllib.request http.client asyncio",
    "starts processes or threads": "multiprocessing concurrent.futures subprocess threading",
}
"""Modules, at the top of a file or in a function."""


def effects(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                yield from (effect for effect, names in METHODS.items() if name in names.split())
            case ast.Import(names=modules):
                yield from (effect for module in modules for effect in effects_of_import(module.name))
            case ast.ImportFrom(module=str(module)):
                yield from effects_of_import(module)
            case ast.Attribute():
                yield from (effect for effect, names in DOTTED.items() if ast.unparse(node) in names.split())


def effects_of_import(module: str) -> Iterator[str]:
    for effect, names in IMPORTED.items():
        if any(f"{module}.".startswith(f"{name}.") for name in names.split()):
            yield effect


@pytest.fixture(scope="module")
def modules() -> dict[str, set[str]]:
    """The modules of the package with each effect."""
    by_effect: dict[str, set[str]] = {effect: set() for effect in MODULES}
    for path in PACKAGE.rglob("*.py"):
        for effect in effects(ast.parse(path.read_bytes())):
            by_effect[effect].add(path.relative_to(PACKAGE).as_posix())
    return by_effect


@pytest.mark.parametrize("effect", MODULES)
def test_no_other_module_has_an_effect(effect: str, modules: dict[str, set[str]]) -> None:
    assert sorted(modules[effect]) == sorted(MODULES[effect].split())


@pytest.mark.parametrize(
    "effect", ["reads the environment or the arguments", "uses standard streams", "ends the process"]
)
def test_only_the_command_line_uses_the_terminal_and_the_environment(effect: str) -> None:
    assert [module for module in MODULES[effect].split() if not module.startswith("cli/")] == []


@pytest.mark.parametrize(
    ("code", "effect"),
    [
        ("Path('x').read_text()", "reads files or folders"),
        ("open('x')", "reads files or folders"),
        ("os.path.realpath(x)", "reads files or folders"),
        ("path.unlink()", "writes files"),
        ("os.replace(a, b)", "writes files"),
        ("def f():\n    import httpx.content", "uses the network"),
        ("from urllib.request import getproxies", "uses the network"),
        ("from concurrent.futures import Executor", "starts processes or threads"),
        ("x = os.environ['HOME']", "reads the environment or the arguments"),
        ("sys.stdin.buffer.read()", "uses standard streams"),
        ("print(1)", "uses standard streams"),
        ("context.exit(1)", "ends the process"),
    ],
)
def test_an_effect_is_seen(code: str, effect: str) -> None:
    assert effect in effects(ast.parse(code))


def test_what_looks_like_an_effect_is_none() -> None:
    code = (
        "from urllib.parse import quote\nimport os\nos.path.join('a', 'b').replace('a', 'b')\nopened.read()\nrule.exits"
    )
    assert list(effects(ast.parse(code))) == []
