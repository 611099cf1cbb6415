"""Write artifacts to a directory: all of them or none, without touching other files."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from scenario_kit._version import __version__
from scenario_kit.files.artifact import Artifact
from scenario_kit.findings.model import ScenarioKitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

MANIFEST: Final = "manifest.json"
_TOOL: Final = "scenario-kit"
PRIVATE: Final = frozenset({"simotel.ini"})
"""Top-level artifacts that only their owner may read, since they contain secrets."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes that writing would make in a directory, sorted by path.

    Attributes:
        write: Artifacts that are missing or differ.
        remove: Files in the directory's manifest that are no longer built.
    """

    write: tuple[Artifact, ...]
    remove: tuple[str, ...]


def manifest(inputs: Iterable[tuple[str, bytes]], artifacts: Iterable[Artifact]) -> Artifact:
    """Return the manifest: the version of the tool, and inputs and outputs with their SHA-256, sorted by name.

    Args:
        inputs: The name and the bytes of each file that was read; a name must not depend on the machine.
        artifacts: The artifacts that were built from them.
    """
    document = {
        "tool": _TOOL,
        "version": __version__,
        "inputs": [{"file": name, "sha256": _digest(data)} for name, data in sorted(inputs)],
        "outputs": [
            {"file": artifact.path, "sha256": _digest(artifact.data)}
            for artifact in sorted(artifacts, key=lambda artifact: artifact.path)
        ],
    }
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return Artifact(MANIFEST, text.encode(errors="backslashreplace"))  # JSON's escape for undecodable bytes in a name


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def changes(directory: Path, artifacts: Sequence[Artifact]) -> Changes:
    """Compare a directory with the artifacts that would be written to it.

    Raises:
        ScenarioKitError: A file cannot be read, or the manifest was written by another program.
    """
    with _errors(directory):
        write = [artifact for artifact in artifacts if not _is_written(directory / artifact.path, artifact)]
        built = {artifact.path for artifact in artifacts}
        previous = ((path, directory / path) for path in _previous(directory) if path not in built)
        remove = [path for path, file in previous if file.is_symlink() or file.is_file()]
    return Changes(tuple(sorted(write, key=lambda artifact: artifact.path)), tuple(sorted(remove)))


def _is_written(path: Path, artifact: Artifact) -> bool:
    """Whether a file equals an artifact, and is private if it has to be."""
    return _read(path) == artifact.data and (artifact.path not in PRIVATE or not path.stat().st_mode & 0o077)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _previous(directory: Path) -> list[str]:
    """Return the files in the manifest of a directory, without paths that lead out of it by `..` or a link."""
    data = _read(directory / MANIFEST)
    if data is None:
        return []
    with suppress(ValueError, LookupError, RecursionError, TypeError):
        document = json.loads(data)
        if document["tool"] == _TOOL:
            listed = [PurePosixPath(output["file"]) for output in document["outputs"]]
            return [str(path) for path in listed if _goes_down(path) and _is_itself(directory, path.parent)]
    raise ScenarioKitError(f"{directory / MANIFEST} was not written by scenario-kit; build into another directory")


def _goes_down(path: PurePosixPath) -> bool:
    return not path.is_absolute() and ".." not in path.parts and bool(path.name)


def _is_itself(directory: Path, folder: PurePosixPath) -> bool:
    """Whether no part of a folder below a directory is a link."""
    # Unlike Path.resolve, realpath does not raise on circular links.
    return Path(os.path.realpath(directory / folder)) == Path(os.path.realpath(directory)) / folder


def write(directory: Path, planned: Changes) -> None:
    """Apply changes: write every file to a temporary name, then rename them all; undo everything on an error.

    Raises:
        ScenarioKitError: The directory cannot be written; it is unchanged.
    """
    transaction = _Transaction()
    try:
        with _errors(directory):
            transaction.make_directory(directory)
            _refuse_outside(directory, planned.write)
            for artifact in planned.write:
                transaction.make_directory((directory / artifact.path).parent)
                transaction.prepare(directory / artifact.path, artifact)
            transaction.replace()
            for path in planned.remove:
                transaction.set_aside(directory / path)
    except BaseException:
        transaction.undo()
        raise
    transaction.finish()
    for path in planned.remove:
        folder = (directory / path).parent
        with suppress(OSError):
            while folder != directory:
                folder.rmdir()
                folder = folder.parent


def _refuse_outside(directory: Path, artifacts: Sequence[Artifact]) -> None:
    checked: set[PurePosixPath] = set()
    for path in (PurePosixPath(artifact.path) for artifact in artifacts):
        if not _goes_down(path) or (path.parent not in checked and not _is_itself(directory, path.parent)):
            raise ScenarioKitError(f"{directory / path} leads out of {directory}; nothing was written")
        checked.add(path.parent)


@dataclass
class _Transaction:
    """Steps that can be undone in reverse order; its temporary files have a random token in their names."""

    token: str = field(default_factory=lambda: secrets.token_hex(8))
    made: list[Path] = field(default_factory=list)
    prepared: list[tuple[Path, Path]] = field(default_factory=list)
    placed: list[Path] = field(default_factory=list)
    aside: list[tuple[Path, Path]] = field(default_factory=list)

    def make_directory(self, path: Path) -> None:
        missing = []
        while not path.exists():
            missing.append(path)
            path = path.parent
        for folder in reversed(missing):
            folder.mkdir()
            self.made.append(folder)

    def prepare(self, target: Path, artifact: Artifact) -> None:
        """Write an artifact to a temporary file beside its target."""
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        temporary = self._beside(target, "new")
        mode = 0o600 if artifact.path in PRIVATE else 0o666
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        except OSError as error:
            error.filename = str(target)  # the name that the user gave
            raise
        self.prepared.append((temporary, target))
        with os.fdopen(handle, "wb") as file:
            file.write(artifact.data)

    def _beside(self, target: Path, kind: str) -> Path:
        return target.with_name(f".{target.name}.{self.token}.{kind}")

    def replace(self) -> None:
        """Rename all temporary files to their targets."""
        for temporary, target in self.prepared:
            if os.path.lexists(target):
                old = self._beside(target, "old")
                os.link(target, old, follow_symlinks=False)
                self.aside.append((old, target))
            self.placed.append(target)
            temporary.replace(target)

    def set_aside(self, target: Path) -> None:
        """Move a file to a temporary name."""
        old = self._beside(target, "old")
        target.replace(old)
        self.aside.append((old, target))

    def undo(self) -> None:
        """Restore the directory."""
        steps: list[Callable[[], object]] = [
            *(temporary.unlink for temporary, _ in self.prepared),
            *(target.unlink for target in self.placed),
            *(partial(old.replace, target) for old, target in self.aside),
            *(folder.rmdir for folder in reversed(self.made)),
        ]
        for step in steps:
            with suppress(OSError):
                step()

    def finish(self) -> None:
        """Remove the old files."""
        for old, _ in self.aside:
            with suppress(OSError):
                old.unlink()


@contextmanager
def _errors(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = error.filename or directory
        raise ScenarioKitError(
            f"{place}: {(error.strerror or 'cannot be written').lower()}; nothing was written"
        ) from None
