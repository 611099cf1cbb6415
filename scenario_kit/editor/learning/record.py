"""The file `learned.json` of a learned profile: what the profile says, how sure that is, and what stays open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from scenario_kit.editor.learning.model import LearningError, Question, Statement
from scenario_kit.files.strict_json import StrictJsonError, read_json
from scenario_kit.findings.model import pointer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenario_kit.editor.learning.model import Learned

RECORD: Final = "learned.json"


@dataclass(frozen=True, slots=True)
class Record:
    """What is recorded of a learned profile.

    Attributes:
        version: The version of the file.
        exports: The exported files, sorted.
        statements: What the map says, sorted.
        questions: What stays open, sorted.
        differences: What is not equal after the exported files are read and written again.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    version: Literal[1]
    exports: tuple[str, ...]
    statements: tuple[Statement, ...]
    questions: tuple[Question, ...]
    differences: tuple[str, ...] = ()


_ADAPTER: Final = TypeAdapter(Record)


def record_of(learned: Learned, exports: Sequence[str]) -> Record:
    """Return the record of what was learned from exported files."""
    return Record(
        1,
        tuple(sorted(exports)),
        tuple(sorted(learned.statements, key=lambda one: (one.topic, one.subject, one.says))),
        tuple(sorted(learned.questions, key=lambda one: (one.topic, one.subject))),
        learned.proof,
    )


def record_text(record: Record) -> str:
    """Return the JSON text of a record."""
    return _ADAPTER.dump_json(record, indent=2, exclude_none=True).decode() + "\n"


def read_record(data: bytes, file: str) -> Record:
    """Read a record, called `file` in errors.

    Raises:
        LearningError: It is not one; the text has a JSON pointer.
    """
    try:
        return _ADAPTER.validate_python(read_json(data))
    except StrictJsonError as error:
        raise LearningError(f"{file}:{error.line}:{error.column}: {error.reason}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ": ".join(filter(None, (file, pointer(first["loc"]))))
        raise LearningError(
            f"{place}: not a record of `profile learn`; remove the folder, and learn it again"
        ) from None
