"""Rehearsal: a call walked through the call graph without a PBX.

A `Plan` is a call graph made ready; a `Request` is a call and what the outside does to it; `simulate` gives the
`Result`. A scenario's `tests` become requests by `request_of`, and `mismatches` compares. What the plan or the test
leaves open is never guessed: the result says where and why it stopped.
"""

from __future__ import annotations

from scenario_kit.rehearsal.call import Pbx, Request
from scenario_kit.rehearsal.cases import Mismatch, entry_of, mismatches, pbx_of, request_of, way
from scenario_kit.rehearsal.plan import ENTRIES, Plan, Undecided
from scenario_kit.rehearsal.result import DialEndedBy, Dialling, EndedBy, Event, Kind, Result, Score, Step, Stop
from scenario_kit.rehearsal.simulator import MOST_COMPONENTS, simulate

__all__ = [
    "ENTRIES",
    "MOST_COMPONENTS",
    "DialEndedBy",
    "Dialling",
    "EndedBy",
    "Event",
    "Kind",
    "Mismatch",
    "Pbx",
    "Plan",
    "Request",
    "Result",
    "Score",
    "Step",
    "Stop",
    "Undecided",
    "entry_of",
    "mismatches",
    "pbx_of",
    "request_of",
    "simulate",
    "way",
]
