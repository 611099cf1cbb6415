"""The spelling of words: normalising them, and the style that a set of words follows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_NOT_WORD: Final = re.compile(r"[^0-9a-z\u0600-\u06ff]+")
_SUFFIX: Final = "_sec"
"""A suffix of our names that an editor's words often lack."""


@lru_cache(maxsize=1 << 14)  # the same words are compared again and again
def normalised(word: str) -> str:
    """Return a word in lower case without anything but letters and digits."""
    return _NOT_WORD.sub("", word.lower())


class Named(NamedTuple):
    """Something of ours that a format has a word for.

    Attributes:
        name: Our name.
        label: The editor's label.
    """

    name: str
    label: str


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[^0-9A-Za-z]+", text) if part]


def _camel(text: str) -> str:
    first, *others = _parts(text.lower()) or [""]
    return first + "".join(part[:1].upper() + part[1:] for part in others)


STYLES: Final[Mapping[str, Callable[[str], str]]] = {
    "same": lambda text: text,
    "camel": _camel,
    "pascal": lambda text: "".join(part[:1].upper() + part[1:] for part in _parts(text.lower())),
    "kebab": lambda text: "-".join(_parts(text.lower())),
    "upper": lambda text: "_".join(_parts(text.upper())),
    "lower": lambda text: "".join(_parts(text.lower())),
    "words": lambda text: " ".join(_parts(text.lower())),
    "title": lambda text: " ".join(part[:1].upper() + part[1:] for part in _parts(text.lower())),
}
"""How a name of ours, or a label, is spelled in a style."""


@dataclass(frozen=True, slots=True)
class Style:
    """A style of words.

    Attributes:
        style: One of `STYLES`.
        of_label: It is made of the label in place of our name.
        drop: The suffix of our name that is left out first.
    """

    style: str = "same"
    of_label: bool = False
    drop: str = ""

    def spell(self, thing: Named) -> str:
        """Return the word for something of ours."""
        text = thing.label if self.of_label else thing.name
        return STYLES[self.style](text.removesuffix(self.drop) if self.drop else text)

    def tree(self) -> dict[str, object]:
        """Return the style as a map declares it."""
        tree: dict[str, object] = {"style": "label"} if self == Style(of_label=True) else {"style": self.style}
        if self.of_label and self.style != "same":
            tree["of"] = "label"
        if self.drop:
            tree["drop"] = self.drop
        return tree


def styles() -> Iterable[Style]:
    """Iterate over all styles, the plainest first."""
    for drop in ("", _SUFFIX):
        for of_label in (False, True) if not drop else (False,):
            for style in STYLES:
                yield Style(style, of_label, drop)


def best_style(words: Iterable[tuple[Named, str]]) -> Style:
    """Return the style that spells most words right; the plainest of equals."""
    pairs = list(dict.fromkeys(words))
    return (
        max(styles(), key=lambda style: sum(style.spell(thing) == word for thing, word in pairs)) if pairs else Style()
    )


def is_same_word(word: str, thing: Named) -> bool:
    """Whether a word is our name or the label, after normalising."""
    plain = normalised(word)
    return bool(plain) and plain in (normalised(thing.name), normalised(thing.label))
