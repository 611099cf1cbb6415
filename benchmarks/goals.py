"""The goals, each with what is run for it."""

from __future__ import annotations

import re
import shutil
import sys
from typing import TYPE_CHECKING

from benchmarks.inputs import (
    COMPONENTS,
    GROUP,
    TEMPLATE,
    write_chain,
    write_files,
    write_routes,
    write_settings,
)
from benchmarks.measuring import KIB_A_MIB, ROOT, Command, Ran, exponent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from benchmarks.bench import Bench

SCHEMA = ROOT / "scenario_kit/cli/data/reference/scenario.schema.json"
LINEAR = 1.1
COMPOSE = """\
import os, sys, yaml
for name in os.listdir(sys.argv[1]):
    with open(os.path.join(sys.argv[1], name), encoding="utf-8") as file:
        yaml.compose(file, Loader=yaml.CSafeLoader)
"""
UPDATE = """\
import sys
from configupdater import ConfigUpdater
updater = ConfigUpdater(delimiters=("=",), allow_no_value=True, strict=False)
updater.read(sys.argv[1], encoding="utf-8")
with open(sys.argv[1] + ".out", "w", encoding="utf-8") as file:
    updater.write(file)
"""


def kit(*words: str | Path, expected: str, before: Callable[[], object] | None = None) -> Command:
    """Return a command of ours."""
    return Command((sys.executable, "-m", "scenario_kit", *words), expected, before=before)


def python(code: str, *words: Path) -> Command:
    """Return a floor: a few lines of Python."""
    return Command((sys.executable, "-c", code, *words))


def validation(path: Path, files: int = 1, *, jobs: int = 1) -> Command:
    """Validate files without findings."""
    expected = rf"^{files} files? checked: no findings\.\n$"
    return kit("validate", path, "--jobs", str(jobs), expected=expected)


def one_file(bench: Bench) -> None:
    """One file of 60 lines, cold: a fresh process."""
    (path,) = write_files(bench.folder / "one", 1).iterdir()
    runs = bench.compare(
        ours=kit("validate", path, expected="no findings"),
        check=bench.peer("check-jsonschema", "--schemafile", SCHEMA, path, expected="validation done"),
        yaml=python("import pydantic, yaml"),
        pydantic=python("import pydantic"),
        model=python("from pydantic import BaseModel; import yaml"),
        cfn=bench.peer("cfn-lint", TEMPLATE, expected="^$"),
        yamllint=bench.peer("yamllint", path),
    )
    ours = runs["ours"]
    bench.times_as_long("one file, cold / check-jsonschema", ours, runs.get("check"), 0.9)
    bench.times_as_long("one file, cold / python + import pydantic, yaml", ours, runs["yaml"], 1.5)
    bench.times_as_long("one file, cold / python + import pydantic", ours, runs["pydantic"])
    bench.times_as_long("one file, cold / python + from pydantic import BaseModel, yaml", ours, runs["model"])
    bench.times_as_long("one file, cold / cfn-lint on a template as long", ours, runs.get("cfn"))
    bench.times_as_long("one file, cold / yamllint", ours, runs.get("yamllint"))


def many_files(bench: Bench) -> None:
    """2,000 files of 60 lines in one run."""
    files = bench.size(2000)
    folder, built = write_files(bench.folder / "many", files), bench.folder / "built"
    one = validation(folder, files)
    runs = bench.compare(
        ours=one,
        check=bench.peer("check-jsonschema", "--schemafile", SCHEMA, *folder.iterdir(), expected="validation done"),
    )
    bench.times_as_fast("2,000 files: files a second / check-jsonschema", runs["ours"], runs.get("check"), 5)
    runs = bench.compare(ours=one, floor=python(COMPOSE, folder), two=validation(folder, files, jobs=2))
    bench.times_as_long("2,000 files / libyaml composing them", runs["ours"], runs["floor"], 6)
    bench.times_as_fast("2,000 files: files a second, --jobs 2 / one process", runs["two"], runs["ours"], 1.6)
    expected = rf"of {files} scenarios; (\d+) written, 0 unchanged"

    def move_aside() -> None:
        # Where many files were removed, file systems are slow to make new ones.
        if built.exists():
            built.rename(built.with_name(f"built-{len(list(bench.folder.iterdir()))}"))

    build = kit("build", folder, "-o", built, "--jobs", "1", expected=expected, before=move_aside)
    runs = bench.compare(ours=build, other=one)
    bench.times_as_long("build of 2,000 files / their validation", runs["ours"], runs["other"], 3)


def small_commands(bench: Bench) -> None:
    """Commands that read no scenario."""
    runs = bench.compare(
        floor=python("pass"),
        help=kit("--help", expected="^Usage"),
        explain=kit("explain", "W105", expected="^W105"),
        schema=kit("schema", expected=r'^\{\n  "\$schema"'),
    )
    for name, words in {"help": "--help", "explain": "explain W105", "schema": "schema"}.items():
        bench.times_as_long(f"{words} / python -c pass", runs[name], runs["floor"], 8)


def large_file(bench: Bench) -> None:
    """One file of up to 20,000 components."""
    sizes = [bench.size(size) for size in (2500, 5000, 10_000, 20_000)]
    commands = {f"{size}": validation(write_chain(bench.folder / f"chain-{size}.yaml", size)) for size in (4, *sizes)}
    runs = bench.compare(**commands)
    grown(bench, "one file of 20,000 components", {int(size): ran for size, ran in runs.items()}, 1)


def large_run(bench: Bench) -> None:
    """A run of up to 20,000 files of 60 lines, in one process."""
    sizes = [bench.size(size) for size in (1000, 3000, 8000, 20_000)]
    commands = {f"{size}": validation(write_files(bench.folder / f"run-{size}", size), size) for size in (1, *sizes)}
    runs = bench.compare(**commands)
    grown(bench, "one run of 20,000 files", {int(size): ran for size, ran in runs.items()}, COMPONENTS)


def grown(bench: Bench, what: str, runs: Mapping[int, Ran], components: int) -> None:
    """Note how time and memory grow from the smallest run on, and what the largest holds.

    The smallest run is what it takes to start; it is subtracted before the exponent is fitted, since a constant makes
    any growth look slower than it is.
    """
    (_, start), *larger = sorted(runs.items())
    sizes, (largest, ran) = [size for size, _ in larger], larger[-1]
    seconds = exponent(sizes, [one.seconds - start.seconds for _, one in larger])
    bench.figure(f"{what}: exponent of the time", seconds, "", LINEAR, ran)
    memory = exponent(sizes, [(one.mib or 0) - (start.mib or 0) for _, one in larger])
    bench.figure(f"{what}: exponent of the memory", memory, "", LINEAR, ran)
    bench.figure(f"{what}: peak memory", ran.mib, "MiB", 100 + 10 * largest * components / KIB_A_MIB, ran)


def settings(bench: Bench) -> None:
    """A setting merged into a simotel.ini of 10 MiB, from one file into another."""
    original = write_settings(bench.folder / "original.ini", bench.size(10 << 20))
    path, backups = bench.folder / "simotel.ini", bench.folder / "backups"
    backups.mkdir()
    key = "client_api_caller_timeout"
    merge = ("ini", "apply", "--file", path, "--backup-dir", backups, "--keep", "1", "--set-key", f"{key}=2")

    def renew() -> None:
        shutil.copyfile(original, path)

    crudini = bench.peer("crudini", "--set", path, "api", key, "2")
    runs = bench.compare(
        ours=kit(*merge, expected=re.escape(f"+{key} = 2\n"), before=renew),
        floor=python(UPDATE, original),
        crudini=crudini,
    )
    bench.times_as_long("an ini of 10 MiB merged / ConfigUpdater's read and write", runs["ours"], runs["floor"], 2)
    bench.times_as_long("an ini of 10 MiB merged / crudini", runs["ours"], runs.get("crudini"))


def routes(bench: Bench) -> None:
    """10,000 patterns in one Outgoing Route, all of which overlap with others, and 1,000 of which are never taken."""
    rows = bench.size(10_000)
    path = write_routes(bench.folder / "routes.yaml", rows)
    runs = bench.compare(ours=kit("validate", path, expected=rf"\n1 file checked: {rows // len(GROUP)} warnings\.\n$"))
    ran = runs["ours"]
    bench.figure("10,000 patterns in one Outgoing Route: shadowed rows found", ran.seconds, "s", 15, ran)


PARTS: dict[str, Callable[[Bench], None]] = {
    "one-file": one_file,
    "many-files": many_files,
    "small-commands": small_commands,
    "large-file": large_file,
    "large-run": large_run,
    "settings": settings,
    "routes": routes,
}
