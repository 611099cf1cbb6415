"""The write where the file system itself says no, or has more to say than a mode: a full disk, and access lists."""

from __future__ import annotations

import errno
import json
import os
import struct
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scenario_kit.files.replace import ACCESS_LIST, read_original, replace_file

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_LIST = "system.posix_acl_default"
NOBODY, OWNER, USER, GROUP, MASK, OTHER = 0xFFFFFFFF, 1, 2, 4, 16, 32
OLD, NEW = b"[api]\nold = 1\n", b"[api]\nnew = 1\n"


def access(*, user: int, rights: int) -> bytes:
    """An access list of the kernel's form that lets one more user in."""
    entries = ((OWNER, 6, NOBODY), (USER, rights, user), (GROUP, 0, NOBODY), (MASK, 4, NOBODY), (OTHER, 0, NOBODY))
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "simotel.ini"
    path.write_bytes(OLD)
    path.chmod(0o640)
    try:
        os.setxattr(path, ACCESS_LIST, access(user=1234, rights=4))
    except OSError as error:
        if error.errno == errno.ENOTSUP and not os.environ.get("SCENARIO_KIT_TESTS_NEED_ALL"):
            pytest.skip("the file system has no access lists")
        raise
    return path


def test_an_access_list_is_kept_by_the_file_and_its_backup(file: Path) -> None:
    backup = replace_file(read_original(str(file)), NEW)
    assert backup is not None
    for path in (file, backup):
        assert os.getxattr(path, ACCESS_LIST) == access(user=1234, rights=4)
        assert path.stat().st_mode & 0o777 == 0o640
    assert file.read_bytes() == NEW


def test_a_user_whom_the_directory_lets_in_does_not_get_to_read_the_secrets_of_a_private_file(file: Path) -> None:
    os.removexattr(file, ACCESS_LIST)
    file.chmod(0o640)
    os.setxattr(file.parent, DEFAULT_LIST, access(user=4321, rights=4))
    (file.parent / "other").touch()
    assert ACCESS_LIST in os.listxattr(file.parent / "other")
    backup = replace_file(read_original(str(file)), NEW)
    assert backup is not None
    assert [ACCESS_LIST in os.listxattr(path) for path in (file, backup)] == [False, False]
    assert [path.stat().st_mode & 0o777 for path in (file, backup)] == [0o640, 0o640]


FULL = """
import contextlib, json, os, sys
from scenario_kit.cli import main
os.chdir(sys.argv[1])
told = []
for free in range(0, 16 * 4096, 4096):
    for name in os.listdir():
        os.unlink(name)
    old = b"[api]\\nclient_api_caller_timeout = 1\\n" + b"# filled\\n" * 2000
    with open("simotel.ini", "wb") as file:
        file.write(old)
    room = os.statvfs(".").f_bavail * os.statvfs(".").f_frsize
    with open("filler", "wb") as file:
        file.write(b"x" * max(0, room - free))
    sys.argv[1:] = ["ini", "apply", "--file", "simotel.ini", "--set-key", "client_api_caller_timeout=2"]
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code or 0
    now = open("simotel.ini", "rb").read()
    names = sorted(set(os.listdir()) - {"filler", "simotel.ini"})
    state = "old" if now == old else "new" if now == old.replace(b"= 1", b"= 2") else "harmed"
    told.append([free // 4096, code, state, [open(name, "rb").read() == old for name in names]])
print(json.dumps(told))
"""


@pytest.mark.unmeasured
@pytest.mark.process
def test_a_disk_that_is_full_at_any_point_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    script = 'mount -t tmpfs -o size=128k tmpfs "$1" && exec "$2" -c "$3" "$1"'
    command = ["unshare", "--mount", "sh", "-c", script, "sh", str(tmp_path), sys.executable, FULL]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and not os.environ.get("SCENARIO_KIT_TESTS_NEED_ALL"):
        pytest.skip(f"no file system can be mounted here: {done.stderr}")
    outcomes = json.loads(done.stdout.splitlines()[-1])
    assert {(code, state) for _, code, state, _ in outcomes} == {(2, "old"), (0, "new")}
    for _, code, _, backups in outcomes:
        assert backups in ([[True]] if code == 0 else [[], [True]])
    assert done.stderr.count("no space left on device") == sum(code == 2 for _, code, *_ in outcomes) > 5
