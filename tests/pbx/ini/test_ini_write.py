"""The write, on the real file system: whatever happens, the file is the old one or the new one, and is kept."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import stat
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any

import pytest

from scenario_kit.files import replace as write
from scenario_kit.files.replace import newest_backup, read_original, replace_file
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

OLD, NEW = b"[api]\r\nold = 1", b"[api]\r\nnew = 1"
NOBODY = 65534
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file to somebody else")
STEPS = (
    "open", "write", "fsync", "close", "rename", "unlink", "stat", "listdir", "fchown", "fchmod",
    "setxattr", "getxattr", "listxattr",
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "simotel.ini"
    path.write_bytes(OLD)
    path.chmod(0o640)
    os.setxattr(path, "user.note", b"kept")
    return path


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time it is, as the only item; a test sets it."""
    now = [datetime(2026, 11, 24, 21, 0, 0, tzinfo=UTC)]

    class Clock:
        @staticmethod
        def now(zone: tzinfo) -> datetime:
            return now[0].astimezone(zone)

    monkeypatch.setattr(write, "datetime", Clock)
    return now


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def replace(file: Path | str, data: bytes = NEW, **options: Any) -> Path | None:
    return replace_file(read_original(str(file)), data, **options)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(ScenarioKitError) as caught:
        call()
    assert caught.value.__cause__ is None
    return str(caught.value)


def in_child(work: Callable[[], None]) -> int:
    """Run in a child process; its exit code, or the negative number of the signal that ended it."""
    child = os.fork()
    if child == 0:  # pragma: no cover  another process
        try:
            work()
        except ScenarioKitError as error:
            os.write(2, str(error).encode())
            os._exit(7)
        except BaseException:  # noqa: BLE001  pytest must not run on in the child
            os._exit(99)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_the_file_gets_the_bytes_and_the_backup_the_old_ones(file: Path, clock: list[datetime]) -> None:
    assert replace(file) == file.parent / f"simotel.ini.bak-{clock[0]:%Y%m%dT%H%M%SZ}"
    assert names(file.parent) == ["simotel.ini", "simotel.ini.bak-20261124T210000Z"]
    assert (file.read_bytes(), newest_backup(read_original(str(file))).read_bytes()) == (NEW, OLD)


@as_root
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o400])
def test_owner_mode_and_attributes_are_kept_by_the_file_and_its_backup(file: Path, mode: int) -> None:
    os.chown(file, 1234, 4321)
    file.chmod(mode)
    backup = replace(file)
    assert backup is not None
    for path in (file, backup):
        status = path.stat()
        assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 4321, mode)
        assert os.getxattr(path, "user.note") == b"kept"


def test_a_file_system_without_attributes_will_do(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(_: object) -> list[str]:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "listxattr", unsupported)
    replace(file)
    assert file.read_bytes() == NEW


def test_attributes_that_cannot_be_read_keep_the_file_from_being_written(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: object) -> list[str]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "listxattr", failing)
    assert refusal(lambda: replace(file)) == f"{file}: cannot be written: input/output error"
    assert (file.read_bytes(), names(file.parent)) == (OLD, ["simotel.ini"])


def test_attributes_that_the_new_file_has_by_itself_are_not_set_again(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "listxattr", lambda _: ["security.selinux"])
    monkeypatch.setattr(os, "getxattr", lambda *_: b"same")
    monkeypatch.setattr(os, "setxattr", forbidden)
    replace(file)
    assert file.read_bytes() == NEW


def test_the_target_of_a_symbolic_link_is_edited(file: Path, tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    link = tmp_path / "etc" / "link.ini"
    link.symlink_to("../simotel.ini")
    backup = replace(link)
    assert (link.is_symlink(), file.read_bytes()) == (True, NEW)
    assert backup is not None
    assert (backup.parent, names(link.parent)) == (tmp_path, ["link.ini"])


def test_a_link_that_is_turned_elsewhere_meanwhile_is_refused(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.ini"
    link.symlink_to(file)
    original = read_original(str(link))
    other = tmp_path / "other.ini"
    other.write_bytes(OLD)
    link.unlink()
    link.symlink_to(other)
    message = refusal(lambda: replace_file(original, NEW))
    assert message == f"{link}: it was changed since it was read; nothing was written, run again"
    assert (file.read_bytes(), other.read_bytes()) == (OLD, OLD)


def test_a_file_with_a_second_name_is_refused(file: Path, tmp_path: Path) -> None:
    os.link(file, tmp_path / "second")
    assert refusal(lambda: replace(file)) == (
        f"{file}: the file has another name (a hard link), which would keep the old settings; nothing was written. "
        "Separate them first: cp -p FILE FILE.new && mv FILE.new FILE"
    )
    assert (file.read_bytes(), names(tmp_path)) == (OLD, ["second", "simotel.ini"])


@pytest.mark.parametrize("change", [lambda path: path.write_bytes(b"other"), lambda path: path.unlink()])
def test_a_file_that_was_changed_since_it_was_read_is_left_alone(file: Path, change: Callable[[Path], object]) -> None:
    original = read_original(str(file))
    change(file)
    left = names(file.parent)
    message = refusal(lambda: replace_file(original, NEW))
    assert message == f"{file}: it was changed since it was read; nothing was written, run again"
    assert names(file.parent) == left


def test_a_file_that_is_changed_during_the_write_is_left_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = os.rename

    def interfering(source: Any, target: Any) -> None:
        rename(source, target)
        file.write_bytes(b"other")

    original = read_original(str(file))
    monkeypatch.setattr(os, "rename", interfering)  # the first rename is the backup's
    message = refusal(lambda: replace_file(original, NEW))
    assert message == f"{file}: it was changed since it was read; nothing was written, run again"
    assert (file.read_bytes(), names(file.parent)) == (b"other", ["simotel.ini"])


def test_two_runs_at_once_are_kept_apart(file: Path) -> None:
    descriptor = os.open(file.parent, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    message = refusal(lambda: replace(file))
    os.close(descriptor)
    assert message == (f"{file}: another run is writing to {file.parent}; nothing was written, try again later")
    assert (file.read_bytes(), names(file.parent)) == (OLD, ["simotel.ini"])
    replace(file)
    assert file.read_bytes() == NEW


def test_of_many_runs_at_once_each_writes_or_says_why_not(file: Path, tmp_path: Path) -> None:
    begin, started = os.pipe()
    original = read_original(str(file))
    children = []
    for number in range(8):
        child = os.fork()
        if child == 0:  # pragma: no cover  another process
            os.close(started)
            os.read(begin, 1)
            try:
                replace_file(original, b"run %d" % number)
            except ScenarioKitError:
                os._exit(7)
            os._exit(0)
        children.append(child)
    os.close(started)
    os.close(begin)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert codes.count(0) == 1
    assert set(codes) == {0, 7}
    assert file.read_bytes() == b"run %d" % codes.index(0)
    backup = newest_backup(original)
    assert (names(tmp_path), backup.read_bytes()) == ([file.name, backup.name], OLD)


def fault_points(work: Callable[[], object]) -> Iterator[tuple[str, int]]:
    """Every call of a step of the write, as the name of the step and its number."""
    calls = dict.fromkeys(STEPS, 0)
    with pytest.MonkeyPatch.context() as patch:
        for step in STEPS:
            patch.setattr(os, step, counting(calls, step, getattr(os, step)))
        work()
    for step, count in calls.items():
        yield from ((step, number) for number in range(1, count + 1))


def counting(calls: dict[str, int], step: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*args: Any, **options: Any) -> Any:
        calls[step] += 1
        return real(*args, **options)

    return counted


def at(point: tuple[str, int], act: Callable[[], None]) -> None:
    """Let something happen just before one call of a step."""
    step, number = point
    real = getattr(os, step)
    calls = {step: 0}

    def acting(*args: Any, **options: Any) -> Any:
        calls[step] += 1
        if calls[step] == number:
            act()
        return real(*args, **options)

    setattr(os, step, acting)


def die() -> None:  # pragma: no cover  another process
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.unmeasured
@pytest.mark.process
@pytest.mark.parametrize("elsewhere", [True, False])
def test_a_run_that_is_killed_at_any_step_leaves_the_old_file_or_the_new(tmp_path: Path, elsewhere: bool) -> None:
    count = prepare(tmp_path / "count")
    for point in fault_points(lambda: replace(count)):
        path = prepare(tmp_path / "-".join(map(str, point)))
        directory = path.parent.parent
        options = {"backup_dir": directory / "backups"} if elsewhere else {}

        def work(path: Path = path, options: dict[str, Any] = options, point: tuple[str, int] = point) -> None:
            at(point, die)
            replace(path, **options)

        assert in_child(work) == -signal.SIGKILL
        assert path.read_bytes() in (OLD, NEW)
        kept = [backup.read_bytes() for backup in directory.rglob("simotel.ini.bak-*")]
        assert kept == [OLD] or (kept == [] and path.read_bytes() == OLD)
        hidden = {name.name for name in directory.rglob(".*")}
        assert hidden <= {".simotel.ini.scenario-kit", ".simotel.ini.scenario-kit-backup"}
        replace(path, b"next", **options)
        assert path.read_bytes() == b"next"
        assert not list(directory.rglob(".*"))


def prepare(directory: Path) -> Path:
    """Make a settings file, and a directory for backups beside its own."""
    for name in ("etc", "backups"):
        (directory / name).mkdir(parents=True)
    path = directory / "etc" / "simotel.ini"
    path.write_bytes(OLD)
    os.setxattr(path, "user.note", b"kept")
    return path


def test_a_step_that_fails_leaves_the_file_as_it_was_or_says_that_it_is_written(tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError(28, "No space left on device")

    count = prepare(tmp_path / "count")
    for point in fault_points(lambda: replace(count)):
        if point[0] in ("close", "unlink"):
            continue
        path = prepare(tmp_path / "-".join(map(str, point)))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(os, point[0], getattr(os, point[0]))  # put back what `at` sets
            at(point, fail)
            message = refusal(lambda path=path: replace(path))  # type: ignore[misc]
        assert message.endswith(": no space left on device")
        written = "is written, but the disk does not confirm it" in message
        assert path.read_bytes() == (NEW if written else OLD)
        assert not [name for name in names(path.parent) if name.startswith(".")]
        for backup in path.parent.glob("*.bak-*"):
            assert backup.read_bytes() == OLD


def test_a_full_disk_leaves_the_old_file(file: Path) -> None:
    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        replace(file, b"x" * 2000)

    assert in_child(work) == 7
    assert (file.read_bytes(), names(file.parent)) == (OLD, ["simotel.ini"])


def test_a_disk_that_is_full_for_the_backup_leaves_the_old_file(file: Path) -> None:
    file.write_bytes(b"y" * 2000)

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        replace(file, NEW)

    assert in_child(work) == 7
    assert (file.read_bytes(), names(file.parent)) == (b"y" * 2000, ["simotel.ini"])


@as_root
@pytest.mark.parametrize(
    ("owner", "file_mode", "directory_mode", "code"),
    [
        (0, 0o600, 0o777, 7),  # cannot be read
        (0, 0o644, 0o777, 7),  # the owner cannot be kept
        (NOBODY, 0o600, 0o755, 7),  # the directory is read-only
        (NOBODY, 0o600, 0o711, 7),  # the directory cannot be locked
        (NOBODY, 0o600, 0o777, 0),
    ],
)
def test_a_user_who_may_not_changes_nothing(
    file: Path, owner: int, file_mode: int, directory_mode: int, code: int
) -> None:
    file.chmod(file_mode)
    os.chown(file, owner, owner)
    for above in list(file.parents)[1:-2]:
        above.chmod(above.stat().st_mode | 0o011)
    file.parent.chmod(directory_mode)

    def work() -> None:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        replace(file)

    assert in_child(work) == code
    assert file.read_bytes() == (OLD if code else NEW)
    assert code == 0 or names(file.parent) == ["simotel.ini"]


@pytest.mark.parametrize("size", [0, 10 * 1024 * 1024])
def test_an_empty_file_and_a_large_one_are_written_whole(file: Path, size: int) -> None:
    file.write_bytes(b"x" * size)
    backup = replace(file, b"y" * size + b"z")
    assert backup is not None
    assert (file.read_bytes(), backup.read_bytes()) == (b"y" * size + b"z", b"x" * size)


def test_a_short_write_is_continued(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    replace(file)
    assert file.read_bytes() == NEW


def test_a_missing_file_is_created_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "new.ini"
    assert replace(file) is None
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode), names(tmp_path)) == (NEW, 0o600, ["new.ini"])


@as_root
def test_a_created_file_can_be_like_another(file: Path, tmp_path: Path) -> None:
    os.chown(file, 1234, 4321)
    replace(tmp_path / "new.ini", like=file)
    status = (tmp_path / "new.ini").stat()
    assert (status.st_uid, stat.S_IMODE(status.st_mode)) == (1234, 0o640)


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "new.ini"
    original = read_original(str(file))
    file.write_bytes(OLD)
    message = refusal(lambda: replace_file(original, NEW))
    assert message == f"{file}: it was changed since it was read; nothing was written, run again"
    assert file.read_bytes() == OLD


def test_a_file_that_cannot_be_created_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise OSError(5, "Input/output error")

    file = tmp_path / "new.ini"
    monkeypatch.setattr(os, "rename", failing)
    assert refusal(lambda: replace(file)) == f"{file}: cannot be written: input/output error"
    assert names(tmp_path) == []


def test_what_is_not_a_regular_file_is_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (pipe, tmp_path):
        assert refusal(lambda path=path: read_original(str(path))) == f"{path}: cannot be read: not a regular file"  # type: ignore[misc]
    assert refusal(lambda: read_original(str(loop))) == f"{loop}: cannot be read: too many levels of symbolic links"


def test_a_directory_that_is_missing_is_named(file: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    text = "no such file or directory"
    assert refusal(lambda: replace(file, backup_dir=missing)) == f"{file}: cannot be written: {text} ({missing})"
    assert (
        refusal(lambda: newest_backup(read_original(str(file)), backup_dir=missing))
        == f"{missing}: cannot be read: {text}"
    )


def test_backups_are_ordered_even_within_a_second_and_when_the_clock_is_set_back(
    file: Path, clock: list[datetime]
) -> None:
    made = []
    for number, second in enumerate((5, 5, 3, *[3] * 9, 6)):
        clock[0] = clock[0].replace(second=second)
        made.append(replace(file, b"%d" % number))
    stamp = "simotel.ini.bak-20261124T2100"
    expected = [f"{stamp}05Z", *(f"{stamp}05Z.{number}" for number in range(1, 12)), f"{stamp}06Z"]
    assert [backup.name for backup in made if backup] == expected
    assert newest_backup(read_original(str(file))) == made[-1]


def test_only_the_newest_backups_are_kept_and_nothing_else_is_removed(file: Path, clock: list[datetime]) -> None:
    others = [
        "simotel.ini.bak",
        "simotel.ini.bak-2026",
        "simotel.ini.bak-20261124T210000Z.x",
        "other.ini.bak-20261124T210000Z",
    ]
    for other in others:
        (file.parent / other).touch()
    for second in range(4):
        clock[0] = clock[0].replace(second=second)
        replace(file, b"%d" % second, keep=2)
    kept = ["simotel.ini.bak-20261124T210002Z", "simotel.ini.bak-20261124T210003Z"]
    assert names(file.parent) == sorted(["simotel.ini", *others, *kept])


def test_an_old_backup_that_cannot_be_removed_is_told_though_the_file_is_written(
    file: Path, clock: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    replace(file, b"1")
    clock[0] = clock[0].replace(second=1)
    unlink = os.unlink

    def failing(path: Any) -> None:
        if ".bak-" in str(path):
            raise PermissionError(1, "Operation not permitted", str(path))
        unlink(path)

    monkeypatch.setattr(os, "unlink", failing)
    old = file.parent / "simotel.ini.bak-20261124T210000Z"
    assert refusal(lambda: replace(file, b"2", keep=1)) == (
        f"{file}: is written, but old backups cannot be removed: operation not permitted ({old})"
    )
    assert file.read_bytes() == b"2"


def test_backups_go_to_a_directory_of_their_own(file: Path, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    backups.mkdir()
    backup = replace(file, backup_dir=backups)
    assert (names(tmp_path), names(backups)) == (["backups", "simotel.ini"], [backup.name if backup else ""])
    assert newest_backup(read_original(str(file)), backup_dir=backups) == backup


def test_without_a_backup_there_is_nothing_to_restore(file: Path) -> None:
    message = refusal(lambda: newest_backup(read_original(str(file))))
    assert message == f"{file}: there is no backup simotel.ini.bak-* in {file.parent}"


def test_the_bytes_of_a_file_are_in_no_error_or_name(file: Path) -> None:
    assert "old = 1" not in repr(read_original(str(file)))
