"""What is measured: scenarios, settings and routes of any size, the same bytes each time."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

HERE = Path(__file__).parent
SCENARIO = HERE / "scenario.yaml"
"""What a user writes, in 60 lines and without a finding."""

TEMPLATE = HERE / "template.yaml"
"""What a user of cfn-lint writes, as long."""

COMPONENTS = SCENARIO.read_text("utf-8").count("component: ")
"""Components in `SCENARIO`."""

GROUP = (
    "9{}X.",
    "9{}1XX",
    "9{}2XX",
    "9{}[12]XX",  # never taken, for the two above take all that it matches
    "9{}[3-5]XX",
    "9{}[4-7]XX",
    "9{}8XXX",
    "9{}8X.",
    "9{}9!",
    "9{}90000",
)
"""Overlapping patterns; `{}` is replaced by three digits."""


def write_files(folder: Path, files: int) -> Path:
    """Fill a folder with copies of `SCENARIO`, each with its own name and context."""
    folder.mkdir()
    text = SCENARIO.read_text("utf-8")
    for number in range(files):
        name = f"s{number:05}"
        (folder / f"{name}.yaml").write_text(text.replace("clinic", name), "utf-8")
    return folder


def write_chain(path: Path, components: int) -> Path:
    """Write a scenario of so many components: a route, an answer, announcements one after the other, and a trunk."""
    with path.open("w", encoding="utf-8") as file:
        file.write("version: 1\nname: chain\nsheets:\n  outgoing:\n")
        file.write("    route: {component: outgoing_route, context: chain, rows: [{pattern: 0X., next: pick-up}]}\n")
        file.write("    pick-up: {component: answer, type: answer, next: c3}\n")
        for number in range(3, components):
            file.write(f"    c{number}: {{component: announcement, announcement: a{number}, next: c{number + 1}}}\n")
        file.write(f"    c{components}: {{component: trunk, trunk: Cisco, next: {{S: ~, F: ~}}}}\n")
    return path


def write_routes(path: Path, rows: int) -> Path:
    """Write an Outgoing Route of so many patterns, of which one in ten can never be taken."""
    patterns = (pattern.format(f"{number:03}") for number in range(1000) for pattern in GROUP)
    with path.open("w", encoding="utf-8") as file:
        file.write("version: 1\nname: routes\nsheets:\n  outgoing:\n    route:\n")
        file.write("      component: outgoing_route\n      context: routes\n      rows:\n")
        for pattern in islice(patterns, rows):
            file.write(f'        - {{pattern: "{pattern}", next: dial}}\n')
        file.write("    dial: {component: trunk, trunk: Cisco, next: {S: ~, F: ~}}\n")
    return path


def write_settings(path: Path, size: int) -> Path:
    """Write a simotel.ini of about so many bytes, with the key that is to be changed at its end."""
    setting = "some_setting_of_the_pbx_{} = a value that is as long as usual\n"
    section = "# what the section is about\n" + "".join(setting.format(number) for number in range(10)) + "\n"
    with path.open("w", encoding="utf-8") as file:
        for number in range(size // len(section)):
            file.write(f"[section_{number}]\n{section}")
        file.write("[api]\nclient_api_caller_timeout = 5\n")
    return path
