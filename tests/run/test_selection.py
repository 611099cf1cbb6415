"""Which rules a run reports: selected, ignored, and with other severities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.findings.model import START, Finding, ScenarioKitError, Severity
from scenario_kit.run.selection import Selection, codes_in

KNOWN = ["C201", "C204", "S001", "W101"]
CODES = st.sampled_from([*KNOWN, "S002", "N401"])


@pytest.mark.parametrize(
    ("selection", "reported"),
    [
        (Selection(), ["C201", "C204", "S001", "W101"]),
        (Selection(("C",)), ["C201", "C204", "S001"]),
        (Selection(("C204", "W1")), ["C204", "S001", "W101"]),
        (Selection((), ("C2",)), ["S001", "W101"]),
        (Selection(("C",), ("C204",)), ["C201", "S001"]),
        (Selection((), ("S",)), ["C201", "C204", "S001", "W101"]),
    ],
)
def test_prefixes_select_and_ignore_and_an_unreadable_file_is_always_reported(
    selection: Selection, reported: list[str]
) -> None:
    assert [code for code in KNOWN if selection.includes(code)] == reported


@given(st.lists(CODES), st.lists(CODES), CODES)
def test_an_ignored_code_is_not_reported_whatever_is_selected(select: list[str], ignore: list[str], code: str) -> None:
    reported = code in ("S001", "S002") or (code not in ignore and (not select or code in select))

    assert Selection(tuple(select), tuple(ignore)).includes(code) is reported


def test_severities_are_by_code_and_the_others_stay() -> None:
    one = Finding("C204", "shadowed-row", Severity.WARNING, "message", "x", START)
    other = one._replace(code="W105")

    selection = Selection(ignore=("S",), severity={"C204": Severity.ERROR, "W101": Severity.INFO})

    assert selection.filter([one, other, one._replace(code="S012")]) == [one._replace(severity=Severity.ERROR), other]


def test_codes_that_exist_and_their_beginnings_are_fine() -> None:
    selection = Selection(("C", "W10"), ("S001",), {"C204": Severity.ERROR})
    selection.require_known(KNOWN)
    assert [code for code in KNOWN if selection.includes(code)] == KNOWN  # S001 whatever is ignored


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(("C205",)), "select: unknown rule `C205`; did you mean `C204`?"),
        (Selection((), ("Q",)), "ignore: unknown rule `Q`; `scenario-kit rules` lists them"),
        (Selection(("",)), "select: unknown rule ``; `scenario-kit rules` lists them"),
        (Selection(("c204",)), "select: unknown rule `c204`; did you mean `C204`?"),
        (
            Selection(severity={"C": Severity.INFO}),
            "severity: unknown rule `C`; `scenario-kit rules` lists them",
        ),
    ],
)
def test_a_code_that_does_not_exist_is_refused(selection: Selection, message: str) -> None:
    with pytest.raises(ScenarioKitError) as caught:
        selection.require_known(KNOWN)

    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["c204,W105", " C204 , w105 ", "C204 W105", "C204,,W105\n"])
def test_codes_are_listed_with_commas_or_blanks(text: str) -> None:
    assert codes_in(text) == ("C204", "W105")
