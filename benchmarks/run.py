"""Measure what users wait for, as ratios within one run: seconds differ from machine to machine, ratios hardly do.

Each goal compares our command with what a user would run in its place, or with a floor below which no program in Python
can come. The runs that are compared alternate, so that what else the machine does falls on both; a figure is the ratio
of their medians. Peers are installed into an environment of their own.

    python benchmarks/run.py              everything; a table, and benchmarks/result.json
    python benchmarks/run.py --short      the same on small inputs and without peers; judges nothing
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "docs/schema/scenario.schema.json"
KIT = (sys.executable, "-m", "scenario_kit")
PEERS = ("check-jsonschema", "cfn-lint", "yamllint", "crudini")
MIB = 1 << 20

COMPOSE = """\
import sys, yaml
for path in sys.argv[1:]:
    for name in __import__("os").listdir(path):
        yaml.compose(open(f"{path}/{name}", encoding="utf-8"), Loader=yaml.CSafeLoader)
"""
UPDATE = """\
import sys
from configupdater import ConfigUpdater
updater = ConfigUpdater(delimiters=("=",), allow_no_value=True, strict=False)
updater.read(sys.argv[1], encoding="utf-8")
with open(sys.argv[1] + ".out", "w", encoding="utf-8") as file:
    updater.write(file)
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of a program: its seconds, and the most memory that it held, in bytes."""

    seconds: float
    memory: int


@dataclass
class Bench:
    """A measurement on its way.

    Attributes:
        folder: Where inputs are made.
        times: How often each run is repeated.
        scale: By how much inputs are smaller than those of the goals.
        peers: Where the peers' programs are; None where there are none.
        rows: What was measured.
    """

    folder: Path
    times: int
    scale: int
    peers: Path | None
    rows: list[dict[str, Any]] = field(default_factory=list)

    def told(self, goal: str, figure: float, limit: float | None, *, least: bool = False, unit: str = "x") -> None:
        """Note a figure and print it; `limit` is the most, or the least, that the goal allows."""
        met = None if limit is None or self.scale > 1 else (figure >= limit if least else figure <= limit)
        self.rows.append({"goal": goal, "figure": round(figure, 3), "unit": unit, "limit": limit, "met": met})
        word = {None: "", True: "met", False: "MISSED"}[met]
        wanted = "" if limit is None else f"{'>=' if least else '<='} {limit:g}"
        print(f"{goal:<72} {figure:9.2f} {unit:<4} {wanted:<9} {word}", flush=True)

    def compare(self, *commands: Sequence[str]) -> list[Ran]:
        """Run some commands in turn, and give the medians of each."""
        runs: list[list[Ran]] = [[] for _ in commands]
        for _ in range(self.times):
            for command, of_one in zip(commands, runs, strict=True):
                of_one.append(run(command))
        return [median(of_one) for of_one in runs]

    def ratio(self, goal: str, ours: Sequence[str], other: Sequence[str], limit: float | None) -> tuple[Ran, Ran]:
        """Note how many times as long ours takes as the other."""
        mine, theirs = self.compare(ours, other)
        self.told(goal, mine.seconds / theirs.seconds, limit)
        return mine, theirs


def run(command: Sequence[str]) -> Ran:
    """Run a command; findings are no failure of a measurement, a crash is."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stderr is not None  # noqa: S101
        complaint = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begin
    if process.returncode not in (0, 1, 4):  # cfn-lint ends with 4 on warnings
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {complaint.decode()[-500:]}")
    return Ran(seconds, usage.ru_maxrss * 1024)


def median(runs: Sequence[Ran]) -> Ran:
    """Give the medians of some runs."""
    return Ran(statistics.median(one.seconds for one in runs), int(statistics.median(one.memory for one in runs)))


def exponent(small: Ran, large: Ran, growth: float) -> float:
    """Give the exponent with which time grew where the input grew so many times."""
    return math.log(large.seconds / small.seconds) / math.log(growth)


# Inputs


def scenario(components: int, name: str = "bench") -> str:
    """Give a scenario of the long form: a route, a chain of announcements, a trunk."""
    lines = ["version: 1", f"name: {name}", "sheets:", "  outgoing:"]
    lines.append(f'    route: {{component: outgoing_route, context: {name}, rows: [{{pattern: "0X.", next: c0}}]}}')
    lines += [f"    c{i}: {{component: announcement, announcement: a{i}, next: c{i + 1}}}" for i in range(components)]
    lines.append(f"    c{components}: {{component: trunk, trunk: Cisco, next: {{S: ~, F: ~}}}}")
    return "\n".join(lines) + "\n"


def template(resources: int) -> str:
    """Give a CloudFormation template, which is what cfn-lint reads, of a line a resource."""
    lines = ['AWSTemplateFormatVersion: "2010-09-09"', "Resources:"]
    lines += [
        f"  Topic{i}: {{Type: AWS::SNS::Topic, Properties: {{DisplayName: topic-{i}}}}}" for i in range(resources)
    ]
    return "\n".join(lines) + "\n"


def folder_of(bench: Bench, files: int) -> Path:
    """Make a folder of scenarios of 60 lines, each with a context of its own."""
    folder = bench.folder / f"files-{files}"
    folder.mkdir()
    for number in range(files):
        (folder / f"s{number:05}.yaml").write_text(scenario(54, f"s{number}"), "utf-8")
    return folder


def settings(size: int) -> str:
    """Give a simotel.ini of some bytes, with the beeper's keys to be changed in its midst."""
    line = "some_setting_of_the_pbx_{} = a value that is as long as usual  \n"
    lines = "".join(f"[section_{i}]\n" + "".join(line.format(j) for j in range(200)) for i in range(size // 13_000))
    return lines + "[api]\nclient_api_caller_timeout = 5\n"


def routes(rows: int) -> str:
    """Give an Outgoing Route of many patterns, some of which overlap."""
    lines = ["version: 1", "name: routes", "sheets:", "  s:", "    route:"]
    lines += ["      component: outgoing_route", "      context: c", "      rows:"]
    for number in range(rows):
        digits = f"{number:05}"[: 2 + number % 4]
        tail = ("X.", "XX", "[2-7]X.", "X!")[number % 4]
        lines.append(f'        - {{pattern: "0{digits}{number % 7}{tail}", next: d}}')
    lines.append("    d: {component: trunk, trunk: Cisco, next: {S: ~, F: ~}}")
    return "\n".join(lines) + "\n"


# Goals


def one_file(bench: Bench) -> None:
    """One file of 60 lines, cold."""
    path = bench.folder / "one.yaml"
    path.write_text(scenario(54), "utf-8")
    ours = (*KIT, "validate", str(path))
    floor = (sys.executable, "-c", "import pydantic, yaml")
    bench.ratio("one file, cold / python + import pydantic, yaml", ours, floor, 1.5)
    if bench.peers is not None:
        check = (str(bench.peers / "check-jsonschema"), "--schemafile", str(SCHEMA), str(path))
        bench.ratio("one file, cold / check-jsonschema", ours, check, 0.9)
        other = bench.folder / "template.yaml"
        other.write_text(template(58), "utf-8")
        bench.ratio("one file, cold / cfn-lint", ours, (str(bench.peers / "cfn-lint"), str(other)), None)
        bench.ratio("one file, cold / yamllint", ours, (str(bench.peers / "yamllint"), str(path)), None)


def many_files(bench: Bench) -> None:
    """2,000 files in one run."""
    folder = folder_of(bench, 2000 // bench.scale)
    ours = (*KIT, "validate", str(folder), "--jobs", "1")
    mine, floor = bench.compare(ours, (sys.executable, "-c", COMPOSE, str(folder)))
    bench.told("2,000 files / libyaml composing them", mine.seconds / floor.seconds, 6)
    both, alone = bench.compare((*KIT, "validate", str(folder), "--jobs", "2"), ours)
    bench.told("2,000 files: one process / two", alone.seconds / both.seconds, 1.6, least=True)
    built = (*KIT, "build", str(folder), "-o", str(bench.folder / "built"))
    bench.ratio("build of 2,000 files / their validation", built, ours, 3)
    if bench.peers is not None:
        files = [str(path) for path in sorted(folder.iterdir())]
        check = run((str(bench.peers / "check-jsonschema"), "--schemafile", str(SCHEMA), *files))
        bench.told("2,000 files: files a second / check-jsonschema's", check.seconds / mine.seconds, 5, least=True)


def small_commands(bench: Bench) -> None:
    """Commands that read no scenario."""
    python = (sys.executable, "-c", "pass")
    for command in (("--help",), ("explain", "W105"), ("schema",)):
        bench.ratio(f"{command[0]} / python -c pass", (*KIT, *command), python, 8)


def growth(bench: Bench) -> None:
    """One large file, and a run over many."""
    sizes = [size // bench.scale for size in (5_000, 20_000)]
    grown = []
    for size in sizes:
        path = bench.folder / f"large-{size}.yaml"
        path.write_text(scenario(size), "utf-8")
        grown += bench.compare((*KIT, "validate", str(path)))
    bench.told(
        "a file of 20,000 components: exponent of its time",
        exponent(grown[0], grown[1], sizes[1] / sizes[0]),
        1.1,
        unit="",
    )
    bench.told("a file of 20,000 components: memory", grown[1].memory / MIB, 100 + sizes[1] * 10 / 1024, unit="MiB")
    counts = [2_000 // bench.scale, 20_000 // bench.scale]
    folders = [bench.folder / f"files-{counts[0]}", folder_of(bench, counts[1])]
    runs = [run((*KIT, "validate", str(folder), "--jobs", "1")) for folder in folders]
    bench.told(
        "a run of 20,000 files: exponent of its time", exponent(runs[0], runs[1], counts[1] / counts[0]), 1.1, unit=""
    )
    bench.told("a run of 20,000 files: memory", runs[1].memory / MIB, None, unit="MiB")


def other_work(bench: Bench) -> None:
    """A large settings file, and a route of many rows."""
    path = bench.folder / "simotel.ini"
    path.write_text(settings(10 * MIB // bench.scale), "utf-8")
    ours = (*KIT, "ini", "diff", "--file", str(path), "--set-key", "client_api_caller_timeout=2")
    bench.ratio(
        "simotel.ini of 10 MiB / ConfigUpdater's read and write", ours, (sys.executable, "-c", UPDATE, str(path)), 2
    )
    if bench.peers is not None:
        crudini = (str(bench.peers / "crudini"), "--set", str(path), "api", "client_api_caller_timeout", "2")
        bench.ratio("simotel.ini of 10 MiB / crudini", ours, crudini, None)
    path = bench.folder / "routes.yaml"
    path.write_text(routes(10_000 // bench.scale), "utf-8")
    bench.told("10,000 patterns in one route", run((*KIT, "validate", str(path))).seconds, 15, unit="s")


def install_peers(folder: Path) -> Path:
    """Install the peers into an environment of their own, once."""
    programs = folder / "bin"
    if not all((programs / peer).exists() for peer in PEERS):
        run((sys.executable, "-m", "venv", str(folder)))
        run((str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS))
    return programs


GOALS: tuple[Callable[[Bench], None], ...] = (one_file, many_files, small_commands, growth, other_work)


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="small inputs, no peers, nothing judged")
    parser.add_argument("--times", type=int, default=5, help="how often each run is repeated")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        peers = None if wanted.short else install_peers(ROOT / ".venv/peers")
        bench = Bench(Path(folder), 1 if wanted.short else wanted.times, 100 if wanted.short else 1, peers)
        for goal in GOALS:
            goal(bench)
    if not wanted.short:
        machine = {"python": platform.python_version(), "processors": os.cpu_count(), "system": platform.system()}
        result = {"machine": machine, "figures": bench.rows}
        (ROOT / "benchmarks/result.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
