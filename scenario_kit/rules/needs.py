"""Needs: what a component needs because of its own choices, or because of where its calls come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scenario_kit.callgraph.flow import PROGRAMS, entries, walk
from scenario_kit.callgraph.routes import cid_of
from scenario_kit.findings.model import Problem, Rule, Severity
from scenario_kit.language.catalogue import ComponentName
from scenario_kit.rules.checks import checks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scenario_kit.callgraph.graph import Component
    from scenario_kit.callgraph.intended import IntendedGraph
    from scenario_kit.callgraph.patterns import CidPattern

MISSING_FOR_CHOICE = Rule(
    "C228",
    "missing-for-choice",
    Severity.ERROR,
    "A component lacks a parameter that its type or method needs.",
    "The component cannot do what is chosen: nobody is called back, or every secret is wrong.",
)
TOLL_FRAUD = Rule(
    "C229",
    "toll-fraud",
    Severity.WARNING,
    "Outside callers can dial out through the PBX without authentication or a condition.",
    "Strangers call expensive numbers, and the owner of the PBX pays. What keeps strangers out is an Authentication, "
    "output `match` of a Whitelist, and the CID of an Incoming Route unless it is `any` or an `x` with fewer than four "
    "digits, as in `09x`; both outputs of a Time Condition, a case that a web service answers, an AGI script and a "
    "Custom Plan count too. Strangers pass a menu, output `no_match` of a Whitelist, both outputs of a Blacklist and "
    "of a Spit Detection, and the cases `t`, `i` and `e`. A Trunk dials the DID of an incoming call: the caller "
    "chooses it if the row has none, `any`, or an `x` before its digits or after fewer than four, as in `0x`. Leading "
    "zeros do not count. A whole DID is not reported, nor a Trunk that dials a number of its own: the `extension` of a "
    "Corrector, or a prefix with the seven digits of a telephone number or more.",
)

_PERMITTED: Final = ("permitted_extensions", "permitted_queues")
_OWN_RANGE: Final = 4
"""The digits after the leading zeros that the numbers of one owner have in common."""
_WHOLE_NUMBER: Final = 7
"""The digits after the leading zeros from which a prefix is a telephone number, whatever follows it."""
_LONGEST_NUMBER: Final = 18
"""The characters of the longest international number: `000`, or another way out of the country, and 15 digits."""

_UNKNOWN: Final = (*PROGRAMS, ComponentName.FAX)
_LOCKED: Final[Mapping[str, tuple[str, ...]]] = {
    ComponentName.AUTHENTICATION: ("out",),
    ComponentName.WHITELIST: ("match",),
    ComponentName.TIME_CONDITION: ("match", "no_match"),
}
"""The outputs that strangers cannot leave by, or only when the author allows it."""


@checks(MISSING_FOR_CHOICE)
def missing_for_choice(intended: IntendedGraph) -> Iterator[Problem]:
    """Find the components without a parameter that their choice needs."""
    for component in intended.calls.components:
        lacking: dict[str, list[str]] = {}
        for name, parameter in component.type.parameters.items():
            if not parameter.only_for or name in component.parameters:
                continue
            for choice in _choices(component):
                if component.parameters.get(choice) in parameter.only_for:
                    lacking.setdefault(choice, []).append(name)
        for choice, names in lacking.items():
            message = (
                f"{component.type.label} `{component.key}` has {choice} `{component.parameters[choice]}`, "
                f"but no {' and no '.join(f'`{name}`' for name in names)}"
            )
            help_ = f"add {' and '.join(f'`{name}:`' for name in names)}"
            yield Problem(MISSING_FOR_CHOICE, (*component.path, choice), message, help_)


def _choices(component: Component) -> list[str]:
    return [name for name, parameter in component.type.parameters.items() if parameter.choices]


@checks(TOLL_FRAUD)
def toll_fraud(intended: IntendedGraph) -> Iterator[Problem]:
    """Find DISAs and Trunks where strangers can choose a number to dial."""
    calls = intended.calls
    routes = [route.id for route in entries(calls, ComponentName.INCOMING_ROUTE)]
    for node in walk(calls, routes, _lets_anybody_pass) if routes else ():
        component = calls.component(node)
        if component.type.name == ComponentName.DISA and _asks_nothing(component):
            message = f"strangers can dial out through DISA `{component.key}`"
            help_ = "set its `password`, or wire it behind an authentication or to `match` of a whitelist"
            yield Problem(TOLL_FRAUD, component.path, message, help_, on_key=True)
    for node in walk(calls, routes, _lets_any_number_pass) if routes else ():
        component = calls.component(node)
        if component.type.name == ComponentName.TRUNK and _is_free(component):
            message = f"strangers can dial out through Trunk `{component.key}`, which dials the DID"
            help_ = (
                "write your DIDs in the incoming route's row, whole or as a range such as `3104x`, or put an "
                "authentication before the trunk"
            )
            yield Problem(TOLL_FRAUD, component.path, message, help_, on_key=True)


def _asks_nothing(disa: Component) -> bool:
    """Whether a DISA has no password, which is the documented default."""
    return disa.parameters.get("password") == disa.type.parameters["password"].default


def _lets_anybody_pass(component: Component, output: str) -> bool:
    """Whether strangers can leave by an output; the author's code or the answer of a web service may stop them.

    A menu stops nobody: anybody can enter its digits. Nor does a list of unwanted callers, which strangers are not on.
    """
    if component.type.name == ComponentName.INCOMING_ROUTE:
        cid = cid_of(component.rows[int(output) - 1], "cid")
        return cid is not None and _is_anybody(cid)
    if component.type.name in _UNKNOWN:
        return False
    if component.type.web_service and component.rows:
        return component.rows[int(output) - 1].fields.get("case") in component.type.open_ends
    return output not in _LOCKED.get(component.type.name, ())


def _lets_any_number_pass(component: Component, output: str) -> bool:
    """Whether strangers with any dialled number can leave by an output."""
    if component.type.name == ComponentName.INCOMING_ROUTE:
        did = cid_of(component.rows[int(output) - 1], "did")
        if did is None or not _is_any_number(did):
            return False
    if component.type.name == ComponentName.CORRECTOR and _makes_its_own_number(component, "extension_"):
        return False
    return _lets_anybody_pass(component, output)


def _is_anybody(cid: CidPattern) -> bool:
    """Whether the numbers of many owners fit a CID, as the mobile numbers fit `09x`."""
    return (cid.before or cid.after) and _digits(cid.digits) < _OWN_RANGE


def _is_any_number(did: CidPattern) -> bool:
    """Whether a DID is open to numbers of many owners: one with four digits and an `x` is a range of the PBX's own."""
    return did.before or _is_anybody(did)


def _digits(number: str) -> int:
    return len(number.lstrip("+0"))


def _is_free(trunk: Component) -> bool:
    """Whether a Trunk dials whatever arrives: it is open to all, and makes no number of its own."""
    permitted = any(trunk.parameters.get(name) for name in _PERMITTED)
    return not permitted and not _makes_its_own_number(trunk)


def _makes_its_own_number(component: Component, which: str = "") -> bool:
    """Whether nothing that callers choose decides whom a number reaches once a component has changed it.

    A prefix that is shorter than a telephone number, such as `0`, leaves the choice to the caller.
    """
    skip, prefix = component.parameters.get(f"{which}skip", 0), component.parameters.get(f"{which}prefix", "")
    is_whole = not isinstance(prefix, str) or _digits(prefix) >= _WHOLE_NUMBER
    is_cut = not isinstance(skip, int) or skip >= _LONGEST_NUMBER
    return "extension" in component.parameters or is_whole or is_cut
