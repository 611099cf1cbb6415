"""Routes and rows: which row of a component takes a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.callgraph.flow import entries
from scenario_kit.callgraph.patterns import CidPattern, Pattern, PatternError, parse_cid, parse_pattern, specificity
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.language.dialable import is_telephone_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scenario_kit.callgraph.drafts import Row
    from scenario_kit.callgraph.graph import CallGraph, Component

SPECIAL_CASES: Final = frozenset({"t", "i"})
"""Cases of an IVR that are not patterns: no input in time, and input that matches no row."""

_COUNTRY_CODES: Final = ("+98", "0098", "98")


def national(number: str) -> str | None:
    """Return a number of Iran that is written as from abroad as it is dialled inside the country; None for others."""
    code = next((code for code in _COUNTRY_CODES if number.startswith(code)), None)
    return None if code is None or not is_telephone_number(number) else f"0{number.removeprefix(code)}"


def pattern_text(component: Component, row: Row) -> str | None:
    """Return the text of a row that must be a match pattern; None for `t`, `i`, variables and names of cases."""
    if component.type.web_service:
        return None  # the case is the name of an output, which the web service answers
    text = row.fields.get("pattern", row.fields.get("case"))
    special = "case" in row.fields and text in SPECIAL_CASES
    return text if isinstance(text, str) and not special else None


def pattern_of(component: Component, row: Row) -> Pattern | None:
    """Return the match pattern of a row; None if it has none, or an invalid one."""
    text = pattern_text(component, row)
    return None if text is None else _parsed(text)


def _parsed(text: str) -> Pattern | None:
    try:
        return parse_pattern(text)
    except PatternError:
        return None


def cid_of(row: Row, name: str) -> CidPattern | None:
    """Return the `cid` or `did` of an Incoming Route row; None if it is an editor variable or invalid."""
    text = row.fields.get(name)
    try:
        return parse_cid(text) if isinstance(text, str) else None
    except PatternError:
        return None


def routes_of(calls: CallGraph, context: str) -> list[Component]:
    """Return the Outgoing Routes with a context."""
    return [route for route in entries(calls, ComponentName.OUTGOING_ROUTE) if route.parameters["context"] == context]


class RowTable(NamedTuple):
    """The rows of a route or a menu, indexed by number.

    Attributes:
        named: The rows without a pattern, by case: `t`, `i`, and all rows of a Smart API or an IVR API.
        exact: The other rows, by text without hyphens.
        patterns: The patterns of the other rows, the most specific first; also those that the cases of an IVR API would
            be, because its documentation leaves open whether a name is also read as a pattern.
    """

    named: Mapping[str, Row]
    exact: Mapping[str, Row]
    patterns: Sequence[tuple[Pattern, Row]]

    def row_for(self, number: str) -> Row | None:
        """Return the row that takes a number: the row with that very text, else the most specific match.

        Hyphens are ignored, as in Asterisk.
        """
        number = number.replace("-", "")
        if number in self.exact:
            return self.exact[number]
        return next((row for pattern, row in self.patterns if pattern.matches(number)), None)

    def row_for_case(self, case: str) -> Row | None:
        """Return the row for a case that a web service answers, or for `t` or `i`."""
        return self.named.get(case)


def row_table(component: Component, rows: Iterable[Row]) -> RowTable:
    """Return a table of rows of a component, without the rows whose text is an editor variable."""
    named: dict[str, Row] = {}
    exact: dict[str, Row] = {}
    patterns: list[tuple[Pattern, Row]] = []
    for row in rows:
        text = row.fields.get("pattern", row.fields.get("case"))
        if not isinstance(text, str):
            continue
        if pattern_text(component, row) is None:
            named.setdefault(text, row)
        else:
            exact.setdefault(text.replace("-", ""), row)
        is_name = component.type.name == ComponentName.IVR_API and text not in SPECIAL_CASES
        pattern = _parsed(text) if is_name else pattern_of(component, row)
        if pattern is not None:
            patterns.append((pattern, row))
    patterns.sort(key=lambda pair: specificity(pair[0]))
    return RowTable(named, exact, patterns)


def row_for(route: Component, number: str) -> Row | None:
    """Return the row of an Outgoing Route that takes a number, as `RowTable.row_for` does."""
    return row_table(route, route.rows).row_for(number)


def incoming_row_for(rows: Iterable[Row], caller: str, did: str) -> Row | None:
    """Return the row of an Incoming Route that takes a call.

    The vendor does not document the order. Here the row with the more exact DID wins, then the row with the more exact
    CID, then the upper row.
    """
    matching = []
    for row in rows:
        cid_pattern, did_pattern = cid_of(row, "cid"), cid_of(row, "did")
        if cid_pattern is None or did_pattern is None:
            continue
        if cid_pattern.matches(caller) and did_pattern.matches(did):
            matching.append((_openness(did_pattern), _openness(cid_pattern), int(row.output), row))
    return min(matching)[-1] if matching else None


def _openness(pattern: CidPattern) -> tuple[int, int]:
    """Return a sort key that puts exact patterns first: fewer open ends, then more digits."""
    return pattern.before + pattern.after, -len(pattern.digits)
