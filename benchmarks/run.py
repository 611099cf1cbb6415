"""Measure what matters as ratios within one run: seconds differ from machine to machine, ratios hardly do."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import yaml

from scenario_kit.findings import Severity
from scenario_kit.loading import load
from scenario_kit.rendering import render
from scenario_kit.rules import check
from scenario_kit.source import parse

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = 300


def scenario(components: int, name: str = "bench") -> bytes:
    """Give a scenario of the long form with a chain of announcements."""
    lines = ["version: 1", f"name: {name}", "sheets:", "  outgoing:"]
    lines.append('    route: {component: outgoing_route, context: main, rows: [{pattern: "0X.", next: c0}]}')
    lines += [f"    c{i}: {{component: announcement, announcement: a{i}, next: c{i + 1}}}" for i in range(components)]
    lines.append(f"    c{components}: {{component: trunk, trunk: Cisco, next: {{S: ~, F: ~}}}}")
    return ("\n".join(lines) + "\n").encode()


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Give the shortest of several runs."""
    return min(_once(work) for _ in range(times))


def _once(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def checked(data: bytes, times: int = 1) -> None:
    """Take one file through everything that `validate` does."""
    for _ in range(times):
        _, findings = check(load(parse(data, "bench.yaml")))
        assert not [finding for finding in findings if finding.severity is Severity.ERROR]  # noqa: S101


def drawn(data: bytes) -> None:
    """Take one file through everything that `build` makes of it."""
    calls, _ = check(load(parse(data, "bench.yaml")))
    assert calls is not None  # noqa: S101
    render(calls)


def main() -> None:
    """Print the ratios."""
    typical = scenario(54)
    python = seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
    version = seconds(
        lambda: subprocess.run([sys.executable, "-m", "scenario_kit", "--version"], check=True, stdout=-3)
    )
    composed = seconds(lambda: [yaml.compose(typical.decode(), Loader=yaml.CSafeLoader) for _ in range(FILES)])
    slow = seconds(lambda: [yaml.compose(typical.decode(), Loader=yaml.SafeLoader) for _ in range(FILES // 10)]) * 10
    read = seconds(lambda: [parse(typical, "bench.yaml") for _ in range(FILES)])
    whole = seconds(lambda: checked(typical, FILES))
    small, large = scenario(1000), scenario(10_000)
    more_checked = seconds(lambda: checked(large), 1) / seconds(lambda: checked(small))
    more_drawn = seconds(lambda: drawn(large), 1) / seconds(lambda: drawn(small))
    print(f"start of the command / start of Python        {version / python:6.2f}")
    print(f"read / libyaml's composer alone               {read / composed:6.2f}")
    print(f"read / a pure-Python composer                 {read / slow:6.2f}")
    print(f"validate / read                               {whole / read:6.2f}")
    print(f"validate 10 times the components / once       {more_checked:6.2f}")
    print(f"build 10 times the components / once          {more_drawn:6.2f}")
    print(f"({FILES} files of 60 lines are validated in {whole:.2f} s here)")


if __name__ == "__main__":
    main()
