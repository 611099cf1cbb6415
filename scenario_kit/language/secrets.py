"""The secrets of a scenario: its text with secrets masked, and findings without them.

A secret is the value of a key such as `password`, even if misspelt; the default of a parameter and the value of a
variable that such a value refers to; the user and password of an address; and a token or key in its query.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from scenario_kit.findings.masking import HIDDEN, in_address, secrets_in_address
from scenario_kit.findings.model import VERY_CLOSE, nearest
from scenario_kit.language.catalogue import ParameterType, catalogue
from scenario_kit.language.values import describe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from scenario_kit.files.document import Document, Scalar, ScalarNode
    from scenario_kit.findings.model import Finding

    Stretch = tuple[int, int]

_WORD: Final = re.compile(r"passw|pwd|secret|token|api[_-]?key|credential", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"(?<!\$)\$\{([^{}]*)\}")
_PROPERTIES: Final = re.compile(r"(?:[&!]\S*\s+)*")
_VISIBLE: Final = re.compile(r"[^\s][^\r\n]*")
_HASH: Final = re.compile(r"(?:^|(?<=\s))#", re.MULTILINE)
_ASSIGNMENT: Final = re.compile(r"""(?<![\w.-])([\w.-]{1,64})["'`]?\s*[:=]\s*""")
_LINE: Final = re.compile(r"[^\r\n]+")
_ANCHOR: Final = re.compile(r"&[^\s,\[\]{}]+")
_ALIAS: Final = re.compile(r"\*([^\s,\[\]{}]+)")

_SHORT: Final = 4
"""Characters below which a secret is only masked in a message that quotes it alone, else every `1` would be masked."""

_LONG: Final = 6
"""Characters from which on a secret is masked inside of a longer word too."""


def masked_text(document: Document, *, hide_length: bool = True) -> str:
    """Return the text of a document with its secrets masked, line by line.

    Args:
        document: The document; one that cannot be parsed is masked by its lines.
        hide_length: Show every secret as `***`, else as many stars as it has characters, so that columns stay.
    """
    text = document.text

    def mask(match: re.Match[str]) -> str:
        return HIDDEN if hide_length else "*" * len(match[0])

    parts: list[str] = []
    end = 0
    for start, stop in _Secrets(document).stretches():
        parts += (text[end:start], _VISIBLE.sub(mask, text[start:stop]))
        end = stop
    return "".join([*parts, text[end:]])


def without_secrets(
    document: Document, findings: Sequence[Finding], given: Mapping[str, str] | None = None
) -> tuple[Finding, ...]:
    """Return findings with `***` for each secret of the document, and of `given` parameters, that their texts quote."""
    if not findings:
        return ()
    hide = _Quotes(_Secrets(document).values(given or {})).hide
    return tuple(
        finding._replace(message=hide(finding.message), help=None if finding.help is None else hide(finding.help))
        for finding in findings
    )


class _Quotes:
    """Secrets as messages quote them: whole, without blanks, or escaped and cut by `describe`."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {
            form
            for text in secrets
            if text.strip()
            for form in (text, "".join(text.split()), describe(text).strip("`"))
        }
        self._forms = forms - {""}
        self._starts = {f"{form}`"[:2] for form in self._forms}
        self._lengths = sorted({len(form) for form in self._forms}, reverse=True)

    def hide(self, text: str) -> str:
        """Return a text with `***` for each secret; the time it takes does not depend on the number of secrets."""
        text = in_address(text)
        if not self._forms:
            return text
        parts: list[str] = []
        at = 0
        while at < len(text):
            lengths = self._lengths if text[at : at + 2] in self._starts else ()
            length = next((length for length in lengths if self._is_quoted(text, at, at + length)), 0)
            parts.append(HIDDEN if length else text[at])
            at += length or 1
        return "".join(parts)

    def _is_quoted(self, text: str, start: int, end: int) -> bool:
        if text[start:end] not in self._forms or end - start >= _LONG:
            return text[start:end] in self._forms
        around = text[start - 1 : start] + text[end : end + 1]
        return around == "``" if end - start < _SHORT else not re.search(r"\w", around)


class _Secrets:
    """The secrets of one document."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._scalars = list(document.scalars())
        self._nodes = [scalar for scalar in self._scalars if _is_secret(scalar)]
        self._add_variables([scalar for scalar in self._scalars if scalar.path[:1] == ("variables",)])
        self._parameters = self._referred()
        declarations = [scalar for scalar in self._scalars if scalar.path[:1] == ("parameters",)]
        self._nodes += filter(self._is_default, declarations)
        self._add_anchors()

    def values(self, given: Mapping[str, str]) -> set[str]:
        """Return the secret texts, as written and with expanded parameters."""
        values: dict[str | int, str] = {
            scalar.path[1]: scalar.node.text.replace("$${", "${")
            for scalar in self._scalars
            if scalar.path[:1] == ("parameters",) and scalar.path[2:] == ("default",) and not scalar.is_key
        }
        values.update(given)
        texts = {scalar.node.text for scalar in self._nodes if not scalar.node.null}
        texts |= {
            _REFERENCE.sub(lambda match: values.get(match[1], match[0]), text).replace("$${", "${") for text in texts
        }
        texts |= {given[name] for name in self._parameters if name in given}
        return texts

    def stretches(self) -> list[Stretch]:
        """Return where the text has secrets, in order and without overlaps."""
        stretches = [self._inner(scalar.node) for scalar in self._nodes if scalar.node.start < scalar.node.end]
        stretches += self._in_addresses()
        stretches += self._in_comments() if self._scalars else _in_text(self._text)
        merged: list[Stretch] = []
        for start, end in sorted(stretches):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            elif start < end:
                merged.append((start, end))
        return merged

    def _add_variables(self, variables: Sequence[Scalar]) -> None:
        """Add the values of editor variables that have the name of a secret, or that a secret value refers to."""
        names = {scalar.node.text for scalar in self._nodes if scalar.path[-1] == "variable"}
        secret = {
            scalar.path[1]
            for scalar in variables
            if scalar.path[2:] == ("name",) and (scalar.node.text in names or is_secret_name(scalar.node.text))
        }
        values = (scalar for scalar in variables if scalar.path[2:] == ("value",) and not scalar.is_key)
        self._nodes += [scalar for scalar in values if scalar.path[1] in secret]

    def _referred(self) -> set[str]:
        """Return the parameters that a secret refers to."""
        texts = [scalar.node.text for scalar in self._nodes]
        for scalar in self._scalars:
            if not scalar.is_key:
                text = scalar.node.text
                texts += [text[start:end] for start, end in secrets_in_address(text)]
        return {name for text in texts for name in _REFERENCE.findall(text)}

    def _is_default(self, scalar: Scalar) -> bool:
        match scalar.path:
            case ("parameters", str(name)) | ("parameters", str(name), "default"):
                return not scalar.is_key and (name in self._parameters or is_secret_name(name))
        return False

    def _add_anchors(self) -> None:
        """Add the targets of the aliases among the secrets."""
        written = (self._text[scalar.node.start : scalar.node.end] for scalar in self._nodes)
        anchors = tuple(f"&{text[1:]}" for text in written if text.startswith("*"))
        if anchors:
            self._nodes += [
                scalar
                for scalar in self._scalars
                if self._text.startswith(anchors, scalar.node.start)
                and not scalar.is_key
                and self._text[scalar.node.start : scalar.node.end].split(maxsplit=1)[0] in anchors
            ]

    def _inner(self, node: ScalarNode) -> Stretch:
        """Return where a scalar's own text is, without an anchor before it and the quotes around it."""
        start, end = node.start, node.end
        if properties := _PROPERTIES.match(self._text, start, end):
            start = properties.end()
        quote = self._text[start : start + 1]
        if quote and quote in "\"'" and end - start > 1:
            return start + 1, end - 1
        return start, end

    def _in_addresses(self) -> Iterator[Stretch]:
        for node in (scalar.node for scalar in self._scalars):
            if inside := secrets_in_address(node.text):
                start, end = self._inner(node)
                if self._text[start:end] == node.text:
                    yield from ((start + first, start + last) for first, last in inside)
                else:  # escaped or on several lines
                    yield start, end

    def _in_comments(self) -> Iterator[Stretch]:
        places = sorted((scalar.node.start, scalar.node.end) for scalar in self._scalars)
        done = 0
        for match in _HASH.finditer(self._text):
            start = match.start()
            before = bisect_right(places, (start, len(self._text)))
            if start < done or (before and start < places[before - 1][1]):
                continue  # inside of a comment that was seen, or of a scalar
            line = _LINE.match(self._text, start)
            done = line.end() if line else start
            yield from _in_words(self._text, start, done)


_CHOSEN_NAMES: Final = {"sheets": 3, "parameters": 2, "tests": 4}
"""How many parts of a path are names that the author chose, such as component ids."""


def _is_secret(scalar: Scalar) -> bool:
    """Whether a scalar is the value of a secret key, or part of it."""
    path = scalar.path[:-1] if scalar.is_key else scalar.path
    chosen = _CHOSEN_NAMES.get(str(path[0]), 0) if path else 0
    is_last = not scalar.is_key  # the key that the value belongs to, whatever name it is
    for depth in range(len(path) - 1, -1, -1):
        part = path[depth]
        if isinstance(part, str):
            if (is_last or depth >= chosen) and is_secret_name(part):
                return not (scalar.is_key and scalar.node.text == "variable")
            is_last = False
    return False


def _in_text(text: str) -> list[Stretch]:
    """Return where a text that cannot be parsed has secrets, as far as its lines show them."""
    secrets = [text[start:end] for start, end in _in_lines(text, frozenset())]
    names = {name for secret in secrets for name in _REFERENCE.findall(secret)}
    aliases = {f"&{match[1]}" for secret in secrets if (match := _ALIAS.match(secret))}
    return list(_in_lines(text, names | aliases))


def _in_lines(text: str, names: Collection[str]) -> Iterator[Stretch]:
    """Find secrets behind their keys, and on the lines that are indented below a key.

    The values of the parameters and of the anchors (with their `&`) in `names` are secret too.
    """
    below, indented, is_next = 0, False, False
    for line in _LINE.finditer(text):
        start, end = line.span()
        indent = len(line[0].expandtabs()) - len(line[0].expandtabs().lstrip(" -"))
        if is_next or (indented and indent > below):
            is_next = False
            yield start, end
            continue
        indented = False
        for assignment in _ASSIGNMENT.finditer(text, start, end):
            anchor = _ANCHOR.match(text, assignment.end(), end)
            if is_secret_name(assignment[1]) or assignment[1] in names or (anchor and anchor[0] in names):
                yield assignment.end(), end
                below, indented, is_next = indent, True, assignment.end() == end
                break
        yield from _in_words(text, start, end)


def _in_words(text: str, start: int, end: int) -> Iterator[Stretch]:
    """Find secrets in a part of a line: all behind the name of a secret, and those in addresses."""
    for assignment in _ASSIGNMENT.finditer(text, start, end):
        if is_secret_name(assignment[1]):
            yield assignment.end(), end
            break
    yield from ((start + first, start + last) for first, last in secrets_in_address(text[start:end]))


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a key, a parameter or a variable of this name holds a secret, a misspelt name included."""
    names = _names()
    if name in names:
        return names[name]
    secrets = (known for known, secret in names.items() if secret)
    return _WORD.search(name) is not None or nearest(name, secrets, VERY_CLOSE) is not None


@cache
def _names() -> dict[str, bool]:
    """Return the name of every parameter and field of a row, and whether it holds a secret."""
    return {
        name: parameter.type is ParameterType.SECRET
        for type_ in catalogue().values()
        for name, parameter in (*type_.row.items(), *type_.parameters.items())
    }
