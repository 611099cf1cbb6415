"""One file, written whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenario_kit.files.replace import write_whole
from scenario_kit.findings.model import ScenarioKitError

OLD = b"old\n"


def test_a_new_file_has_the_mode_that_the_umask_allows(tmp_path: Path) -> None:
    umask = os.umask(0o027)
    try:
        write_whole(tmp_path / "new.json", b"{}\n")
    finally:
        os.umask(umask)

    assert (tmp_path / "new.json").read_bytes() == b"{}\n"
    assert (tmp_path / "new.json").stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [tmp_path / "new.json"]


def test_a_replaced_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "graph.svg"
    path.write_bytes(OLD)
    path.chmod(0o604)

    write_whole(str(path), b"new\n")

    assert path.read_bytes() == b"new\n"
    assert path.stat().st_mode & 0o777 == 0o604


def test_a_symbolic_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(OLD)
    link.symlink_to(target)

    write_whole(link, b"new\n")

    assert link.is_symlink()
    assert target.read_bytes() == b"new\n"


@pytest.mark.parametrize("kind", ["directory", "fifo"])
def test_what_is_not_a_regular_file_is_refused(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "output"
    path.mkdir() if kind == "directory" else os.mkfifo(path)

    with pytest.raises(ScenarioKitError) as raised:
        write_whole(path, b"new\n")

    why = {"directory": "is a directory", "fifo": "not a regular file"}[kind]
    assert str(raised.value) == f"{path}: cannot be written: {why}"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "output"

    with pytest.raises(ScenarioKitError) as raised:
        write_whole(path, b"new\n")

    assert str(raised.value) == f"{path}: cannot be written: no such file or directory"


@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
def test_an_error_of_the_disk_keeps_the_old_file(call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "graph.svg"
    path.write_bytes(OLD)

    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path if call == "rename" else os, call, fail)
    with pytest.raises(ScenarioKitError) as raised:
        write_whole(path, b"new\n")

    assert str(raised.value) == f"{path}: cannot be written: no space left on device"
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_size_limit_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "graph.svg"
    path.write_bytes(OLD)
    script = (
        "import resource, signal, sys\n"
        "from scenario_kit.files.replace import write_whole\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8, 8))\n"
        "write_whole(sys.argv[1], b'x' * 100)\n"
    )

    command = [sys.executable, "-c", script, str(path)]
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}  # it writes too
    done = subprocess.run(command, env=unmeasured, capture_output=True, text=True, check=False)

    assert f"{path}: cannot be written: file too large" in done.stderr
    assert path.read_bytes() == OLD
    assert list(tmp_path.iterdir()) == [path]
