"""Try `ini apply` and other tools on the hard files of tests/pbx/ini/hard, and renew the table in docs/ini.md.

The other tools are crudini, ConfigUpdater and ConfigObj, which are installed into a temporary virtual environment;
augtool and sed, where they are found on PATH. Each is used as its manual shows, to give [api] of a copy of each file
the five settings. A tool that is not installed is reported, and has no column.

What became of a file is judged without knowledge of who changed it:

- kept: the settings are there, and every other line is as it was, byte for byte; a new section and the end of an
  unfinished last line apart.
- rewritten: the settings are there and no other one is lost, but unrelated lines are changed.
- corrupted: a line or setting is lost or reads otherwise, or a wanted one cannot be read back, or Python's parser
  refuses the file, which it did not before.
- refused: the tool says that it failed, and the file is as it was.
"""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from configparser import Error, RawConfigParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT: Final = Path(__file__).parent.parent
HARD: Final = ROOT / "tests" / "pbx" / "ini" / "hard"
PAGE: Final = ROOT / "docs" / "ini.md"
BEGIN, END = "<!-- compared: made by scripts/compare_ini.py -->\n", "<!-- /compared -->\n"

WANTED: Final = {
    "client_api_caller_timeout": "2",
    "call_limit_warning_beeper_enabled": "True",
    "call_limit_warning_beeper_announce": "beep",
    "call_limit_warning_beeper_time_to_end_sec": "20",
    "call_limit_warning_beeper_repeat_time_sec": "10",
}
OURS: Final = "scenario-kit"
PYTHON_PEERS: Final = ("crudini", "configupdater", "configobj")
LINE: Final = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n|\Z)")


class Case(NamedTuple):
    """A hard file: its name, what is hard about it, and what our tool is expected to do."""

    name: str
    what: str
    expected: str

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return (HARD / f"{self.name}.ini").read_bytes()


def cases() -> list[Case]:
    """Return the files of the table in the README beside them."""
    rows = re.findall(r"^\| (\d\d-\S+) \| (.+) \| (\w+) \|$", (HARD / "README.md").read_text("utf-8"), re.MULTILINE)
    return [Case(*row) for row in rows]


def judge(old: bytes, new: bytes, *, failed: bool) -> str:
    """Say what became of a file."""
    if failed and new == old:
        return "refused"
    before, after = _settings(old), _settings(new)
    lost = _contents(old) - _contents(new)
    if failed or lost or not _holds(after) or _others(before) != _others(after):
        return "corrupted"
    return "kept" if _same_lines(old, new) else "rewritten"


def _settings(data: bytes) -> dict[str, dict[str, str | None]] | None:
    """Read a file as Python does, from its first section on; None where Python refuses it."""
    text = data.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    text = re.sub("\r\n|\r", "\n", text)
    start = re.search(r"(?m)^\s*\[", text)
    parser = RawConfigParser(allow_no_value=True, default_section="")
    try:
        parser.read_string(text[start.start() :] if start else "")
    except (Error, AttributeError):
        return None
    return {section: dict(parser[section]) for section in parser.sections()}


def _holds(settings: dict[str, dict[str, str | None]] | None) -> bool:
    """Whether the wanted settings are read back; a comment behind a value is let pass."""
    found = (settings or {}).get("api", {})
    said = {key: re.split(r"\s[#;]", value or "", maxsplit=1)[0].strip() for key, value in found.items()}
    return all(said.get(key) == value for key, value in WANTED.items())


def _others(settings: dict[str, dict[str, str | None]] | None) -> list[tuple[str, str, str | None]]:
    """Return the unrelated settings, without the required ones that they swallowed."""
    return sorted(
        (section, key, _without_swallowed(value))
        for section, keys in (settings or {}).items()
        for key, value in keys.items()
        if (section, key) not in {("api", name) for name in WANTED}
    )


def _without_swallowed(value: str | None) -> str | None:
    return value and "\n".join(line for line in value.split("\n") if not line.lower().startswith(tuple(WANTED)))


def _contents(data: bytes) -> Counter[bytes]:
    """Return the other lines without white space, those of a value's end among them; blank ones and comments apart."""
    lines = (re.sub(rb"\s", b"", line).removeprefix(b"\xef\xbb\xbf") for line in _foreign(data))
    return Counter(line for line in lines if line and not line.startswith((b"#", b";")))


def _same_lines(old: bytes, new: bytes) -> bool:
    """Whether all but the wanted settings stayed: other lines, comments after values, and what comments lead to."""
    kept, found = _foreign(old), _foreign(new)
    if kept and not kept[-1].endswith((b"\n", b"\r")) and len(found) >= len(kept):
        found[len(kept) - 1] = found[len(kept) - 1].rstrip(b"\r\n")
    added = {line.strip() for line in found[len(kept) :]}
    comments = re.findall(rb"\s([#;].*)", b"".join(line for line in LINE.findall(old) if line not in kept))
    return (
        found[: len(kept)] == kept
        and added <= {b"", b"[api]"}
        and all(comment.strip() in new for comment in comments)
        and _leading(old) <= _leading(new)
    )


def _foreign(data: bytes) -> list[bytes]:
    names = tuple(name.encode() for name in WANTED)
    wanted = re.compile(rb"\s*(?:" + b"|".join(names) + rb")\s*[=:]", re.IGNORECASE)
    return [line for line in LINE.findall(data) if line and not wanted.match(line)]


def _leading(data: bytes) -> set[tuple[bytes, bytes]]:
    """Return the comments that stand right above a section's header, with the header."""
    pairs = pairwise(LINE.findall(data))
    return {(above, line) for above, line in pairs if above.startswith((b"#", b";")) and line.startswith(b"[")}


def ours(file: Path) -> list[str]:
    """Return the command of our tool."""
    keys = [part for key, value in WANTED.items() for part in ("--set-key", f"{key}={value}")]
    return [sys.executable, "-m", "scenario_kit", "ini", "apply", "--file", str(file), *keys]


def crudini(python: Path, file: Path) -> list[str]:
    """Return crudini's command, which takes all settings at once."""
    keys = [part for key, value in WANTED.items() for part in ("--set", str(file), "api", key, value)]
    return [str(python.with_name("crudini")), *keys]


CONFIGUPDATER: Final = """
import sys
from configupdater import ConfigUpdater
file = ConfigUpdater(allow_no_value=True)
file.read(sys.argv[1], encoding="utf-8")
if not file.has_section("api"):
    file.add_section("api")
for pair in sys.argv[2:]:
    file["api"][pair.split("=")[0]] = pair.split("=")[1]
file.update_file()
"""
CONFIGOBJ: Final = """
import sys
from configobj import ConfigObj
file = ConfigObj(sys.argv[1], encoding="utf-8", interpolation=False, list_values=False, file_error=True)
for pair in sys.argv[2:]:
    file.setdefault("api", {})[pair.split("=")[0]] = pair.split("=")[1]
file.write()
"""


def library(program: str) -> Callable[[Path, Path], list[str]]:
    """Return the command of a library, as a small program of a few lines."""
    return lambda python, file: [str(python), "-c", program, str(file), *(f"{k}={v}" for k, v in WANTED.items())]


def augtool(file: Path) -> list[str]:
    """Return augtool's command, with the plainest of its lenses for ini files."""
    sets = "".join(f"set /files{file}/api/{key} {value}\n" for key, value in WANTED.items())
    script = f"print /augeas/files{file}/error\n{sets}save\n"
    load = f"augtool --noautoload --transform {shlex.quote(f'Puppet.lns incl {file}')}"
    return ["bash", "-c", f"printf %s {shlex.quote(script)} | {load}"]


def sed(file: Path) -> list[str]:
    """Return the lines of shell that one finds on the net: replace, else append behind the header."""
    name = shlex.quote(str(file))
    script = f"set -e; grep -q '^\\[api\\]' {name} || printf '\\n[api]\\n' >> {name}\n"
    for key, value in WANTED.items():
        script += f"sed -i -E '/^\\[api\\]/,/^\\[/ s/^([ \\t]*{key}[ \\t]*=[ \\t]*).*/\\1{value}/' {name}\n"
        script += f"grep -qE '^[ \\t]*{key}[ \\t]*=' {name} || sed -i '/^\\[api\\]/a {key} = {value}' {name}\n"
    return ["bash", "-c", script]


def outcome(case: Case, command: Callable[[Path], list[str]]) -> str:
    """Let a tool loose on a copy of a file."""
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "simotel.ini"
        file.write_bytes(case.data)
        done = subprocess.run(command(file), capture_output=True, check=False, cwd=ROOT)
        return judge(case.data, file.read_bytes(), failed=done.returncode != 0)


def version(*command: str) -> str:
    """Return the version that a program tells."""
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"\d+(?:\.\d+)+", done.stdout + done.stderr)
    return found.group() if found else "?"


def peers(directory: Path) -> Iterator[tuple[str, Callable[[Path], list[str]]]]:
    """Return the other tools that are here, by name and version."""
    python = directory / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(directory)], check=True)
    programs = {"crudini": crudini, "configupdater": library(CONFIGUPDATER), "configobj": library(CONFIGOBJ)}
    names = {"crudini": "crudini", "configupdater": "ConfigUpdater", "configobj": "ConfigObj"}
    for peer, program in programs.items():
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", peer]
        if subprocess.run(pip, capture_output=True, check=False).returncode:
            continue
        told = version(str(python), "-c", f"import importlib.metadata as m; print(m.version({peer!r}))")
        yield f"{names[peer]} {told}", lambda file, program=program: program(python, file)  # type: ignore[misc]
    for peer, tool in {"augtool": augtool, "sed": sed}.items():
        if shutil.which(peer):
            yield f"{peer} {version(peer, '--version')}", tool


def table(tools: dict[str, Callable[[Path], list[str]]]) -> str:
    """Return the table of outcomes, and below it how often each came about."""
    lines = [f"| | {' | '.join(tools)} |", f"| --- {'| --- ' * len(tools)}|"]
    totals: dict[str, dict[str, int]] = {name: {} for name in tools}
    for case in cases():
        row = []
        for name, command in tools.items():
            found = outcome(case, command)
            totals[name][found] = totals[name].get(found, 0) + 1
            row.append(found if found in ("kept", "refused") else f"**{found}**")
        lines.append(f"| {case.what} | {' | '.join(row)} |")
    lines += [
        f"| *{kind}* | {' | '.join(str(totals[name].get(kind, 0)) for name in tools)} |"
        for kind in ("kept", "rewritten", "corrupted", "refused")
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Renew the table; with --print only show it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--print", action="store_true", help="only show the table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        tools: dict[str, Callable[[Path], list[str]]] = {OURS: ours, **dict(peers(Path(directory)))}
        made = table(tools)
    there = {name.split()[0].lower() for name in tools}
    missing = [peer for peer in (*PYTHON_PEERS, "augtool", "sed") if peer not in there]
    print(made if options.print else "", f"missing: {', '.join(missing)}" if missing else "all peers are here")
    if not options.print:
        page = PAGE.read_text("utf-8")
        before, rest = page.split(BEGIN)
        PAGE.write_text(before + BEGIN + made + END + rest.split(END)[1], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
