"""The files of a learned profile: its map, the record of what is known, and the questions to answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from scenario_kit.editor.learning.answers import ANY
from scenario_kit.editor.learning.record import RECORD, record_of, record_text
from scenario_kit.files.artifact import Artifact
from scenario_kit.files.yaml_text import Flow, yaml_text
from scenario_kit.findings.printable import printable
from scenario_kit.language.catalogue import catalogue
from scenario_kit.profiles.loading import MAP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenario_kit.editor.learning.model import Learned, Question

ANSWERS: Final = "answers.yaml"
_LONGEST_LINE: Final = 90
_SECTIONS: Final = {
    "type": "types",
    "parameter": "parameters",
    "field": "parameters",
    "output": "outputs",
    "value": "values",
    "variable": "variable",
}
"""The key of the answers by the topic of a question."""
_EXAMPLE: Final = "THEIR-WORD"


def profile_files(learned: Learned, exports: Sequence[str]) -> list[Artifact]:
    """Return the files of a profile that was learned from exported files: the map and its record.

    Args:
        learned: What was learned.
        exports: The names of the exported files.
    """
    record = record_of(learned, exports)
    comments = [
        f"Learned by `scenario-kit profile learn` from {', '.join(record.exports)}.",
        f"{RECORD} says how sure each spelling is. docs/profiles.md explains the keys.",
        *(
            ["", "`build` refuses what is listed under `guesses`, unless --guess is given."]
            if "guesses" in learned.tree
            else []
        ),
    ]
    text = yaml_text(compact(learned.tree), comments, references=False)
    return [Artifact(MAP, text.encode()), Artifact(RECORD, record_text(record).encode())]


def compact(tree: Any, indent: int = 0) -> Any:  # noqa: ANN401
    """Return a tree whose small mappings and lists are written on one line."""
    if not isinstance(tree, dict | list) or not tree:
        return tree
    if indent and indent + len(json.dumps(tree, ensure_ascii=False)) <= _LONGEST_LINE:
        return Flow(tree)
    if isinstance(tree, list):
        return [compact(item, indent + 2) for item in tree]
    return {name: compact(value, indent + 2 + len(name) * (not _is_long(value))) for name, value in tree.items()}


def _is_long(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, dict | list) and len(json.dumps(value)) > _LONGEST_LINE


def answers_text(questions: Sequence[Question], command: str) -> str:
    """Return the questions as a file of answers, in which each answer is still a comment.

    Args:
        questions: What stays open.
        command: The command that reads the answers.
    """
    lines = [
        "# What `scenario-kit profile learn` could not decide. Remove the `# ` before each right line, correct it,",
        "# and run:",
        f"#   {command}",
    ]
    sections: dict[str, dict[str, list[str]]] = {section: {} for section in (*_SECTIONS.values(), "")}
    for question in questions:
        section, group, entries = _entries(question)
        asked = [question.text, *([f"  in {question.example}"] if question.example else []), *entries]
        sections[section].setdefault(group, []).extend(f"# {printable(line)}" for line in asked)
    for section, groups in sections.items():
        named = bool(groups) and section not in ("", "variable")
        lines += [""] * bool(groups) + [f"{section}:"] * named
        for group, inside in groups.items():
            margin = "  " * named
            lines += [f"{margin}{group}:"] * bool(group)
            lines += [margin + "  " * bool(group) + line for line in inside]
    return "\n".join((*lines, ""))


def _entries(question: Question) -> tuple[str, str, list[str]]:
    """Return where the answer to a question belongs: the key, the group in it, and the possible lines."""
    section = _SECTIONS.get(question.topic, "")
    if not section:
        return "", "", list(question.candidates)
    if section == "variable":
        return section, "", [_line({"variable": text}) for text in question.candidates or ("{{${name}}}",)]
    group, _, name = question.subject.partition(".") if section != "types" else ("", "", question.subject)
    if section == "values":
        group, name = question.subject, ""
    elif section != "types" and group not in (ANY, *catalogue()):
        group, name = ANY, question.subject
    is_theirs = bool(question.candidates) and all(_is_ours(section, group, one) for one in question.candidates)
    if _is_ours(section, group, name) and not is_theirs:
        return section, group, [_line({word: name}) for word in question.candidates or (_EXAMPLE,)]
    return section, group, [_line({name or _EXAMPLE: word}) for word in question.candidates or ("OUR-WORD",)]


def _is_ours(section: str, group: str, name: str) -> bool:
    """Whether a question asks for the format's word for one of our names; else it asks for our name for a word."""
    types = catalogue().values() if group in ("", ANY) else [catalogue()[group]] if group in catalogue() else []
    match section:
        case "types":
            return name in catalogue()
        case "parameters":
            return any(name in type_.parameters or name in type_.row for type_ in types)
        case "outputs":
            return any(name in type_.outputs for type_ in types)
    return False


def _line(entry: Mapping[str, str]) -> str:
    return yaml_text(dict(entry), references=False).rstrip("\n")
