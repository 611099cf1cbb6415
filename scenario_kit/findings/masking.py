"""Secrets in addresses: where they are, and addresses without them."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "***"
"""The replacement for a secret that does not show its length."""

# A `/` belongs in no password, but people write it; what follows the first colon is then no port and no IPv6 address.
_USER: Final = re.compile(
    r"""(?<=//)(?:[^/\s"']+|[^/:@?\#\s"'`\[]*:(?!(?:\d+|\$\{[^{}]*\})[/?\#])[^\s"'`]{1,256})(?=@)"""
)
_NAME: Final = r"""[^=?&;#\s"']{0,64}"""
_TOKEN: Final = re.compile(
    rf"""([?&;]{_NAME}?(?:token|key|secret|passw|pwd|auth|signature){_NAME}=)((?:\$\{{[^{{}}]*\}}|[^&;#\s"'`,}}])+)""",
    re.IGNORECASE,
)


def secrets_in_address(text: str) -> list[tuple[int, int]]:
    """Return where the addresses in a text have a user and password, or a token or key in their query."""
    spans = [match.span() for match in _USER.finditer(text)] if "@" in text else []
    return spans + [match.span(2) for match in _TOKEN.finditer(text)] if "=" in text else spans


def in_address(text: str) -> str:
    """Return a text with `***` for the users and passwords, tokens and keys of its addresses."""
    if "@" in text:  # a cheap test, since most texts hold no address
        text = _USER.sub(HIDDEN, text)
    return _TOKEN.sub(rf"\g<1>{HIDDEN}", text) if "=" in text else text
