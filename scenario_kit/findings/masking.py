"""Stars in place of secrets, in texts that people are shown."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "***"
"""What is shown for a secret whose length must not be known."""

_VALUE: Final = re.compile(r"""((?:password|secret)["']?\s*:\s*)("[^"]*"?|'[^']*'?|[^\s,}]+)""")
_USER: Final = re.compile(r"""((?<=//))([^/\s"']+)(?=@)""")
_NAME: Final = r"""[^=?&;#\s"']{0,64}"""
_TOKEN: Final = re.compile(
    rf"""([?&;]{_NAME}?(?:token|key|secret|passw|pwd|auth|signature){_NAME}=)([^&;#\s"',}}]+)""", re.IGNORECASE
)


def in_line(line: str) -> str:
    """Mask a line of a scenario with as many stars as each secret has characters.

    Secrets stand behind a key for one, before the `@` of an address, and in its query behind `token=`, `key=` and such.
    """
    for secret in (_VALUE, _USER, _TOKEN):
        line = secret.sub(lambda match: match[1] + "*" * len(match[2]), line)
    return line


def in_address(address: str) -> str:
    """Mask the user and password of an address, and what its query names a token or key."""
    if "@" in address:  # looked for first: most values are no address at all
        address = _USER.sub(rf"\g<1>{HIDDEN}", address)
    return _TOKEN.sub(rf"\g<1>{HIDDEN}", address) if "=" in address else address
