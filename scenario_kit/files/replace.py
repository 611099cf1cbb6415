"""Write one file whole or not at all: at any moment the path is the old file or the new one.

The new bytes are written to a temporary file beside the old one, which gets its owner, mode and extended attributes,
is synced to disk, and is renamed. `replace_file` also locks the directory against other runs, keeps a backup, and
removes the temporary file of a run that was killed.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import stat
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCESS_LIST: Final = "system.posix_acl_access"
"""The attribute of an access list, which a new file may inherit from its directory although the old one had none."""


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was read.

    Attributes:
        name: The path that the user gave.
        target: The path with symbolic links resolved.
        data: Its bytes, None if the file does not exist.
    """

    name: str
    target: Path
    data: bytes | None = field(repr=False)


def read_original(name: str) -> Original:
    """Read a file that may be replaced later.

    Raises:
        ScenarioKitError: The file cannot be read, or is not a regular file.
    """
    target = Path(os.path.realpath(name))
    with _errors(name, "cannot be read"):
        return Original(name, target, _read(target))


def write_whole(path: Path | str, data: bytes) -> None:
    """Write a file, or replace one: all of the data or none, so that a full disk never truncates the old file.

    Symbolic links are followed. The new file keeps the owner, mode and extended attributes of the old one.

    Raises:
        ScenarioKitError: The file cannot be written, or the path is not a regular file; the old file is unchanged.
    """
    name, target = str(path), Path(os.path.realpath(path))
    # The name is random, since runs that write different files into one directory need not wait for each other.
    temporary = target.with_name(f".scenario-kit-{secrets.token_hex(8)}")
    with _errors(name, "cannot be written", temporary):
        source = target if _is_regular(target) else None
        with _staged(temporary, data, source, mode=0o600 if source else 0o666) as staged:
            staged.rename(target)
    with _errors(name, "is written, but the disk does not confirm it"):
        _sync(target.parent)


def _is_regular(path: Path) -> bool:
    """Whether a regular file exists at a path.

    Raises:
        OSError: The path is not a regular file.
    """
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "not a regular file")
    return True


def replace_file(  # noqa: PLR0913  the caller decides what happens to the old bytes
    original: Original,
    data: bytes,
    *,
    keep_old: bool = True,
    backup_dir: Path | None = None,
    keep: int | None = None,
    like: Path | None = None,
) -> Path | None:
    """Replace the bytes of a file.

    Args:
        original: The file as it was read; if it has changed since, nothing is written.
        data: The new bytes.
        keep_old: Whether to make a backup; if not, `backup_dir` and `keep` are ignored.
        backup_dir: The directory of the backup; None for that of the file.
        keep: The number of backups to keep, the newest ones; None for all.
        like: The file from which a new file takes its owner and mode; None for a private file.

    Returns:
        The backup, None if none was made.

    Raises:
        ScenarioKitError: The file cannot be replaced; it is unchanged, unless the message says otherwise.
    """
    directory = original.target.parent
    backups = directory if backup_dir is None or not keep_old else backup_dir
    with ExitStack() as stack:
        stack.enter_context(_errors(original.name, "cannot be written"))
        for locked in sorted({Path(os.path.realpath(directory)), Path(os.path.realpath(backups))}):
            stack.enter_context(_lock(original.name, locked))
        _refuse_if_changed(original)
        source = like if original.data is None else original.target
        staged = stack.enter_context(_staged(directory / f".{original.target.name}.scenario-kit", data, source))
        backup = None if original.data is None or not keep_old else _back_up(original, original.data, backups)
        try:
            _refuse_if_changed(original)
            staged.rename(original.target)
        except (OSError, ScenarioKitError):
            if backup is not None:
                backup.unlink()
            raise
        with _errors(original.name, "is written, but the disk does not confirm it"):
            _sync(directory)
    if keep is not None and keep_old:
        _prune(original, backups, keep)
    return backup


def newest_backup(original: Original, *, backup_dir: Path | None = None) -> Path:
    """Return the newest backup of a file.

    Raises:
        ScenarioKitError: There is no backup, or the directory cannot be read.
    """
    directory = original.target.parent if backup_dir is None else backup_dir
    with _errors(str(directory), "cannot be read"):
        backups = _backups(original.target.name, directory)
    if not backups:
        raise ScenarioKitError(f"{original.name}: there is no backup {original.target.name}.bak-* in {directory}")
    return directory / backups[-1][1]


def _read(path: Path) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except FileNotFoundError:
        return None
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(descriptor)


@contextmanager
def _errors(name: str, what: str, temporary: Path | None = None) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        place = f" ({error.filename})" if error.filename and str(error.filename) not in (name, str(temporary)) else ""
        raise ScenarioKitError(f"{name}: {what}: {why}{place}") from None


@contextmanager
def _lock(name: str, directory: Path) -> Iterator[None]:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ScenarioKitError(
                f"{name}: another run is writing to {directory}; nothing was written, try again later"
            ) from None
        yield
    finally:
        os.close(descriptor)


def _refuse_if_changed(original: Original) -> None:
    moved = os.path.realpath(original.name) != str(original.target)
    if moved or _read(original.target) != original.data:
        raise ScenarioKitError(f"{original.name}: it was changed since it was read; nothing was written, run again")
    if original.data is not None and original.target.stat().st_nlink > 1:
        raise ScenarioKitError(
            f"{original.name}: the file has another name (a hard link), which would keep the old settings; nothing was "
            "written. Separate them first: cp -p FILE FILE.new && mv FILE.new FILE"
        )


@contextmanager
def _staged(path: Path, data: bytes, source: Path | None, *, mode: int = 0o600) -> Iterator[Path]:
    """Write a temporary file with the owner, mode and attributes of `source`, and remove it unless it was renamed.

    Without a source it is private, since it may hold passwords, unless `mode` says otherwise.
    """
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            if source is not None:
                _resemble(descriptor, source)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        yield path
    finally:
        path.unlink(missing_ok=True)


def _resemble(descriptor: int, source: Path) -> None:
    status = source.stat()
    os.fchown(descriptor, status.st_uid, status.st_gid)
    names = _attributes(source)
    if ACCESS_LIST in _attributes(descriptor) and ACCESS_LIST not in names:
        os.removexattr(descriptor, ACCESS_LIST)
    for name in names:
        value = os.getxattr(source, name)
        if name not in _attributes(descriptor) or os.getxattr(descriptor, name) != value:
            os.setxattr(descriptor, name, value)
    os.fchmod(descriptor, stat.S_IMODE(status.st_mode))


def _attributes(file: Path | int) -> list[str]:
    try:
        return os.listxattr(file)
    except OSError as error:
        if error.errno == errno.ENOTSUP:
            return []
        raise


def _back_up(original: Original, data: bytes, directory: Path) -> Path:
    name = original.target.name
    order = (datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"), 0)
    newest = max((order for order, _ in _backups(name, directory)), default=None)
    if newest is not None and newest >= order:
        order = (newest[0], newest[1] + 1)
    backup = directory / f"{name}.bak-{order[0]}{f'.{order[1]}' if order[1] else ''}"
    with _staged(directory / f".{name}.scenario-kit-backup", data, original.target) as staged:
        staged.rename(backup)
        _sync(directory)
    return backup


def _backups(name: str, directory: Path) -> list[tuple[tuple[str, int], str]]:
    """Return the backups of a file, oldest first: by time, then by the number that backups of the same second have."""
    pattern = re.compile(re.escape(name) + r"\.bak-([0-9]{8}T[0-9]{6}Z)(?:\.([0-9]+))?")
    matches = (pattern.fullmatch(entry) for entry in os.listdir(directory))  # noqa: PTH208  names, not paths
    return sorted(((match[1], int(match[2] or 0)), match[0]) for match in matches if match is not None)


def _prune(original: Original, directory: Path, keep: int) -> None:
    with _errors(original.name, "is written, but old backups cannot be removed"):
        for _, name in _backups(original.target.name, directory)[:-keep]:
            with suppress(FileNotFoundError):
                (directory / name).unlink()


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
