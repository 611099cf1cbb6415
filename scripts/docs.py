"""Renew the pages and pictures that are made from the code; with --check, only say which are stale."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenario_kit.cli import COMMANDS, cli
from scenario_kit.cli.rule_examples import example
from scenario_kit.cli.schemas import SCHEMAS, schema_text
from scenario_kit.language.catalogue import ComponentType, Parameter, catalogue
from scenario_kit.rendering.artifacts import GRAPH_FORMATS
from scenario_kit.rendering.sheets import sheets, template_context
from scenario_kit.rules.checking import all_rules
from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from scenario_kit.callgraph.graph import CallGraph

ROOT = Path(__file__).parent.parent
FIGURES = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- /figures -->)", re.DOTALL)
README_SCENARIO = re.compile(r"<!-- scenario: (\S+) -->\n```yaml\n(.*?)```", re.DOTALL)
WIDTH = 100
FAMILIES = {
    "S": "Spec: the file itself",
    "W": "Wiring: entries, targets, outputs, jumps, loops",
    "C": "Calls: numbers, routes, what happens in which order",
    "I": "simotel.ini",
    "N": "Inventory: what exists on the PBX",
    "X": "Across the files of one run",
    "T": "Tests: the tests of a scenario",
    "P": "Probe: what a web service answers",
}


def pages() -> dict[str, str]:
    """Return every page that is made here, by its path."""
    match = README_SCENARIO.search((ROOT / "README.md").read_text("utf-8"))
    assert match is not None  # noqa: S101  the README's scenario is what the pages show
    example = compiled(match[1], match[2])
    return {
        "docs/rules.md": rules_page(),
        "scenario_kit/cli/data/reference/rules.json": rules_text(),
        "docs/components.md": components_page(),
        match[1]: match[2],
        "docs/consult.svg": GRAPH_FORMATS["svg"](example).decode(),
        "docs/profiles.md": profiles_page(example),
        "docs/testing.md": testing_page(),
        "docs/commands.md": commands_page(),
        "docs/performance.md": performance_page(),
        **{f"scenario_kit/cli/data/reference/{name}.schema.json": schema_text(name) for name in SCHEMAS},
    }


def compiled(name: str, text: str) -> CallGraph:
    """Compile the scenario of a page."""
    path = ROOT / name
    path.write_text(text, "utf-8")
    calls = check_paths([path]).files[0].calls
    assert calls is not None  # noqa: S101
    return calls


def rules_page() -> str:
    """Return the page of all rules."""
    lines = [
        "# Rules",
        "",
        "Made from the code by `make docs`. `scenario-kit explain CODE` tells the same. Each rule has an example",
        "of what breaks it, what is said about that, and the same mended.",
        "",
    ]
    for letter, title in FAMILIES.items():
        rules = [rule for rule in all_rules() if rule.code.startswith(letter)]
        if rules:
            lines += [f"## {title}", ""]
        for rule in rules:
            lines += [f"### {rule.code} {rule.name}", "", f"*{rule.severity.value}.* {rule.summary} {rule.why}", ""]
            lines += example_lines(rule.code)
    return "\n".join(lines).rstrip() + "\n"


def example_lines(code: str) -> list[str]:
    """Show the example of a rule. A wrong one's fence says so; the tests of the pages read the others."""
    shown = example(code)
    if shown is None:
        return []
    lines = ["Wrong:", "", f"```{shown.wrong.language} wrong", *shown.wrong.text.splitlines(), "```", ""]
    lines += ["```text", shown.message, "```", ""]
    lines += ["Right:", "", f"```{shown.right.language}", *shown.right.text.splitlines(), "```", ""]
    if shown.beside is not None:
        lines += [f"Checked with both, `{shown.beside.name}`:", "", f"```{shown.beside.language}"]
        lines += [*shown.beside.text.splitlines(), "```", ""]
    return lines


def rules_text() -> str:
    """Return all rules with their examples, as the commands read them."""
    listed = []
    for rule in all_rules():
        shown = example(rule.code)
        assert shown is not None  # noqa: S101  each rule has one, a test sees to that
        files = {"wrong": shown.wrong, "right": shown.right, "beside": shown.beside}
        texts = {word: file and {"name": file.name, "text": file.text} for word, file in files.items()}
        listed.append({**rule._asdict(), "told": shown.message, **texts})
    return json.dumps(listed, indent=2, ensure_ascii=False) + "\n"


def components_page() -> str:
    """Return the page of all component types."""
    lines = [
        "# Components",
        "",
        "Made from the catalogue by `make docs`. `scenario-kit components TYPE` tells the same.",
        "",
    ]
    for component in catalogue().values():
        world = ", ".join(f"`{word}`" for word in component.world)
        lines += [
            f"## {component.label}",
            "",
            f"`component: {component.name}`. {component.doc}",
            "",
            f"{outputs(component)}",
            "",
            f"Rehearsed: {component.rehearsed} In a test's `world`: {world}.",
            "",
        ]
        parameters = [*component.row.values(), *component.parameters.values()]
        if parameters:
            lines += ["| parameter | type | |", "| --- | --- | --- |"]
            lines += [
                f"| `{p.name}`{' (row)' if p in component.row.values() else ''} | {kind(p)} | {about(p)} |"
                for p in parameters
            ]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def outputs(component: ComponentType) -> str:
    """Name the outputs of a type."""
    if component.has_rows:
        return "Outputs: one for each row."
    return (
        f"Outputs: {', '.join(f'`{output}`' for output in component.outputs)}." if component.outputs else "No outputs."
    )


def kind(parameter: Parameter) -> str:
    """Name the type of a parameter."""
    if parameter.choices:
        return " \\| ".join(f"`{choice}`" for choice in parameter.choices)
    return parameter.type.value.replace("_", " ")


def about(parameter: Parameter) -> str:
    """Tell what a parameter means."""
    notes = [parameter.doc.replace("|", "\\|")]
    if parameter.required:
        notes.append("Required.")
    if parameter.empty:
        notes.append(f"If omitted: {parameter.empty}.")
    return " ".join(notes)


def profiles_page(example: CallGraph) -> str:
    """Return the page on profiles: its text, and what the example's template is given and writes."""
    text = (ROOT / "scripts" / "profiles.md").read_text("utf-8")
    context = json.dumps(template_context(example, sheets(example)[0]), indent=2, ensure_ascii=False)
    return text.replace("{{context}}", context)


def commands_page() -> str:
    """Return the page of all commands: the help of each."""
    lines = ["# Commands", "", "Made from the commands' own help by `make docs`.", ""]
    top = click.Context(cli)
    for heading, names in COMMANDS.items():
        lines += [f"## {heading}", ""]
        for command in filter(None, (cli.get_command(top, name) for name in names)):
            below = command.commands.values() if isinstance(command, click.Group) else ()
            for one, name in ((command, command.name), *((sub, f"{command.name} {sub.name}") for sub in below)):
                context = click.Context(one, info_name=f"scenario-kit {name}", max_content_width=WIDTH)
                lines += [f"### {name}", "", "```text", *one.get_help(context).splitlines(), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def testing_page() -> str:
    """Return the page on rehearsals: its text, and what the commands in it print."""
    text = (ROOT / "scripts" / "testing.md").read_text("utf-8")
    limited = "scenarios/08-warning-before-the-end.yaml"
    with tempfile.TemporaryDirectory() as folder:
        wrong = Path(folder) / "warning.yaml"
        source = (ROOT / limited).read_text("utf-8")
        wrong.write_text(source.replace("warnings_at_sec: [280s, 290s]", "warnings_at_sec: [270s, 285s]"), "utf-8")
        failure = printed("test", wrong.name, cwd=wrong.parent)
    shown = {
        "simulate": printed("simulate", limited, "--world", "dial.talk_sec=10m"),
        "test": printed("test", "scenarios"),
        "failure": failure,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda match: shown[match[1]].rstrip("\n"), text)


def performance_page() -> str:
    """Return the page on performance, with the figures that `make bench` wrote last."""
    result = json.loads((ROOT / "benchmarks/result.json").read_text("utf-8"))
    machine, versions = result["machine"], result["versions"]
    lines = ["| goal | figure | target | | ours | the other |", "| --- | ---: | ---: | --- | ---: | ---: |"]
    for row in result["rows"]:
        figure = "-" if row["figure"] is None else f"{row['figure']:.2f} {row['unit']}".rstrip()
        met = {None: "", True: "met", False: "**missed**"}[row["met"]]
        runs = f"{measured(row['ours'])} | {measured(row['other'])}"
        lines.append(f"| {row['goal']} | {figure} | {(row['target'] or '')} | {met} | {runs} |")
    processors = f"{machine['processors']} processors ({machine['processor']})"
    programs = ", ".join(f"{name} {version}" for name, version in versions.items())
    lines += ["", f"Measured on {machine['system']}, {processors}, with Python {machine['python']}, {programs}."]
    if result["short"]:
        lines += ["This is the short form: inputs are a hundredth of the stated size, and no goal is judged."]
    lines.append("")
    page = (ROOT / "docs/performance.md").read_text("utf-8")
    return FIGURES.sub(lambda _: "\n".join(lines), page)


def measured(run: dict[str, float | None] | None) -> str:
    """Tell the seconds and the memory of a run."""
    if run is None:
        return ""
    return f"{run['seconds']:.2f} s" + ("" if run["mib"] is None else f", {run['mib']:.0f} MiB")


def printed(*arguments: str, cwd: Path = ROOT) -> str:
    """Return what the command prints."""
    command = [sys.executable, "-m", "scenario_kit", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False).stdout


def main() -> int:
    """Write the pages, or compare them."""
    stale = [
        name for name, text in pages().items() if not (ROOT / name).exists() or (ROOT / name).read_text("utf-8") != text
    ]
    if "--check" in sys.argv:
        print("\n".join(f"stale: {name}; run `make docs`" for name in stale), end="\n" if stale else "")
        return 1 if stale else 0
    for name, text in pages().items():
        (ROOT / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
