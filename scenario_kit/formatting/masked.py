"""What changes in a document, as a unified diff in which no secret is shown."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from difflib import unified_diff
from typing import TYPE_CHECKING

from scenario_kit.findings.printable import printable
from scenario_kit.language.secrets import masked_text

if TYPE_CHECKING:
    from scenario_kit.files.document import Document


def masked_diff(before: Document, after: Document) -> str:
    """Return the changes from one document to another of the same file, secrets masked; empty if there are none."""
    name = printable(before.file)
    shown: list[str] = []
    for line in unified_diff(_lines(before), _lines(after), name, name):
        body = line.removesuffix("\n")
        shown.append(printable(body) + "\n")
        if body == line:
            shown.append("\\ No newline at end of file\n")
    return "".join(shown)


def _lines(document: Document) -> list[str]:
    mark = "\ufeff" if document.data.startswith(BOM_UTF8) else ""
    return re.findall(r"[^\n]*\n|[^\n]+", mark + masked_text(document))
