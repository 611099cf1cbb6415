"""No value that is not managed leaves the process: a marker in each of them, and every command in every format."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from support.settings_files import TIMEOUT

from scenario_kit import cli
from scenario_kit.cli.ini import ini
from scenario_kit.pbx.ini.keys import documented_keys
from scenario_kit.pbx.ini.settings import MANAGED

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK = "Marker"
_number = itertools.count()


def mark() -> str:
    return f"{MARK}{next(_number)}"


def marked_file() -> str:
    """Every documented key that is not managed, and whatever else a file can hold, with a marker for each value."""
    sections: dict[str, list[str]] = {"mine": [f"my_{mark()} = {mark()}", f"mine: {mark()}", mark(), f"# a = {mark()}"]}
    for key in documented_keys().values():
        if key.name not in MANAGED:
            lines = sections.setdefault(key.sections[-1] if key.sections else "services", [])
            lines += [f"{key.name} = {mark()}  # {mark()}", f"; {key.name} = {mark()}", f"{key.name}x = {mark()}"]
    sections["redis"] += [f"redis_pasword = '{mark()}", f"redis_prt = {mark()}", f"redis_host = {mark()}"]
    sections["ami"] += [
        f"  {mark()}",
        f"  ami_port = {mark()}",
        f"  {mark()}_{mark()} = {mark()}",
        f"web_socket_port = {mark()}",
    ]
    body = "".join(f"[{name}]\n" + "\n".join(lines) + "\n" for name, lines in sections.items())
    return f"{mark()} = {mark()}\n{body}[{mark()}]\n{mark()} = {mark()}\n[api]\n{TIMEOUT} = 1  # {mark()}\n"


FILE = marked_file()
FILES = {
    "sound": FILE,
    "swallowed": FILE.replace("[api]\n", f"[api]\npassword = {mark()}\n   ").replace("# ", f"\n    {mark()} # "),
    "stuck": f"{FILE}   {mark()}\n   {mark()} = {mark()}\n",
    "split": f"{FILE}[client_api_service]\n{TIMEOUT} = 3 ; {mark()}\n[{mark()}]\n{TIMEOUT} = {mark()}\n",
    "twice": f"{FILE}[api]\n{mark()} = {mark()}\n",
    "keyless": f"{FILE}[x]\n= {mark()}\n",
    "nul": f"{FILE}{mark()} = \0{mark()}\n",
    "binary": f"{FILE}{mark()} = \udcff{mark()}\n",
}


def every_way() -> Iterator[list[str]]:
    """Every command with each value of each option that is a choice, and with each flag, beside what it needs."""
    for name, command in ini.commands.items():
        variants: list[list[str]] = [[], ["--encoding", "latin-1"] if name != "restore" else []]
        for option in command.params:
            if isinstance(option, click.Option):
                flag = option.opts[0]
                if isinstance(option.type, click.Choice):
                    variants += [[flag, choice] for choice in option.type.choices]
                elif option.is_flag:
                    variants.append([flag])
        if name == "check":
            variants.append(["--all", "--format", "json"])
        for variant in variants:
            yield [
                name,
                "--file",
                "simotel.ini",
                *variant,
                *([] if name == "restore" else ["--set-key", f"{TIMEOUT}=2"]),
            ]


WAYS = list(every_way())


def told_by(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> str:
    """All that the command prints, with --debug."""
    monkeypatch.setattr(sys, "argv", ["scenario-kit", "--debug", "ini", *arguments])
    with pytest.raises(SystemExit):
        cli.main()
    done = capfdbinary.readouterr()
    return (done.out + done.err).decode("utf-8", "replace")


def shown_by_patch(told: str) -> str:
    """A patch holds the lines that it changes as they are, a comment behind the value among them."""
    return "\n".join(line for line in told.split("\n") if not line.lstrip(" -+").startswith(TIMEOUT))


@pytest.mark.unmeasured
@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
@pytest.mark.parametrize("arguments", WAYS, ids=" ".join)
def test_no_marker_is_printed_or_written_elsewhere(
    text: str,
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(tmp_path)
    data = text.encode("utf-8", "surrogateescape")
    file, backup = Path("simotel.ini"), Path("simotel.ini.bak-20260101T000000Z")
    file.write_bytes(data)
    file.chmod(0o600)
    if arguments[0] == "restore":
        backup.write_bytes(data.replace(b"= 1", b"= 9"))
    told = told_by(arguments, monkeypatch, capfdbinary)
    assert "Usage: " not in told
    assert told
    assert MARK not in (shown_by_patch(told) if "--patch" in arguments else told)
    for path in tmp_path.iterdir():
        assert path.name.startswith("simotel.ini")
        assert path == backup.resolve() or path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("arguments", WAYS, ids=" ".join)
def test_no_marker_is_printed_when_something_unexpected_happens(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def failing(*given: Any, **options: Any) -> None:
        raise ValueError(f"{given}{options}{FILE}") from KeyError(FILE)

    monkeypatch.chdir(tmp_path)
    Path("simotel.ini").write_text(FILE)
    for name in ("scenario_kit.pbx.ini.plan.plan_ini", "scenario_kit.files.replace.newest_backup"):
        monkeypatch.setattr(name, failing)
    told = told_by(arguments, monkeypatch, capfdbinary)
    assert "unexpected ValueError" in told
    assert "failing" in told
    assert MARK not in told


@pytest.mark.unmeasured
@pytest.mark.process
@pytest.mark.parametrize("name", ["stuck", "binary"])  # the others within this process, above
def test_no_marker_is_printed_by_the_real_command(name: str, tmp_path: Path) -> None:
    (tmp_path / "simotel.ini").write_bytes(FILES[name].encode("utf-8", "surrogateescape"))
    command = [
        sys.executable,
        "-X",
        "dev",
        "-m",
        "scenario_kit",
        "--debug",
        "ini",
        "check",
        "--all",
        "--file",
        "simotel.ini",
    ]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.stdout
    assert MARK.encode() not in done.stdout + done.stderr
