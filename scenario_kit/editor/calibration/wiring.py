"""The wires of a calibration: every output of a full component leads to a component of its own.

One more wire leads to a component that has one already, since an editor may count the wires that arrive.
Calls reach every component, and no wire leads back. Where possible, the wires respect the order of a call that the
rules ask for: audio once the call is answered, a Poll after a talk, and a recording before it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from scenario_kit.language.catalogue import ComponentName, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scenario_kit.editor.calibration.variants import Part

    Wires = dict[str, dict[str, str]]
    """The target of each wired output, by component."""


class _State(NamedTuple):
    """What has happened to a call on its way; whether it may have come over a trunk, and by a jump."""

    is_answered: bool = False
    has_talked: bool = False
    is_recorded: bool = False
    is_incoming: bool = False
    has_jumped: bool = False


class _Slot(NamedTuple):
    """An output without a wire, and the state of the calls that leave by it."""

    part: Part
    output: str
    state: _State


_EARLY: Final = (ComponentName.POLL, ComponentName.ANSWER, ComponentName.MIX_MONITOR)
"""The types to place before others: few places suit a Poll, and the others change the calls that follow."""


def wire(parts: Sequence[Part], spare: Callable[[], Part]) -> tuple[Sequence[Part], Wires]:
    """Return the components, with those that were added, and their wires.

    Args:
        parts: The components.
        spare: Makes one more component, for an output that has no other target left.
    """
    wiring = _Wiring(parts, spare)
    wiring.reach_all()
    wiring.wire_rest()
    wiring.join()
    return wiring.parts, wiring.wires


class _Wiring:
    def __init__(self, parts: Sequence[Part], spare: Callable[[], Part]) -> None:
        self.parts = list(parts)
        self.wires: Wires = {part.key: {} for part in parts}
        self._spare = spare
        self._unreached = sorted((part for part in parts if not part.is_entry), key=_rank)
        self._slots: list[_Slot] = []
        self._optional: list[_Slot] = []
        may_be_incoming = any(part.type.name == ComponentName.INCOMING_ROUTE for part in parts)
        for part in parts:
            if part.is_entry:
                self._open(part, _entering(part, may_be_incoming=may_be_incoming))

    def reach_all(self) -> None:
        """Wire one output to each component; outputs that may stay open only where there is no other."""
        while self._unreached:
            slot, part = self._next()
            self._unreached.remove(part)
            (self._slots if slot.part.is_full else self._optional).remove(slot)
            self.wires[slot.part.key][slot.output] = part.key
            self._open(part, slot.state)

    def _next(self) -> tuple[_Slot, Part]:
        return next(
            (slot, part)
            for allows in (_suits, _is_valid, _is_possible)
            for slots in (self._slots, self._optional)
            for part in self._unreached
            for slot in slots
            if allows(slot.state, part)
        )

    def _open(self, part: Part, state: _State) -> None:
        slots = [_Slot(part, output, _after(part, output, state)) for output in part.outputs]
        if not part.is_full:
            self._optional += slots
        elif part.type.name == ComponentName.MIX_MONITOR:
            self._slots = [*slots, *self._slots]  # a dialling component has to follow
        else:
            self._slots += slots

    def wire_rest(self) -> None:
        """Wire the other outputs of full components to components without wires."""
        entered = {part.key: 0 for part in self.parts if not (part.is_entry or part.is_full or self.wires[part.key])}
        by_key = {part.key: part for part in self.parts}
        for slot in self._slots:
            targets = self.wires[slot.part.key]
            free = [key for key in entered if key not in targets.values() and _suits(slot.state, by_key[key])]
            if not free:
                part = self._spare()
                self.parts.append(part)
                self.wires[part.key] = {}
                by_key[part.key] = part
                entered[part.key] = 0
                free = [part.key]
            targets[slot.output] = min(free, key=entered.__getitem__)
            entered[targets[slot.output]] += 1

    def join(self) -> None:
        """Let a second wire lead to a component without wires, unless one does."""
        arriving = Counter(target for targets in self.wires.values() for target in targets.values())
        if any(count > 1 for count in arriving.values()):
            return
        ends = [part for part in self.parts if arriving[part.key] and not self.wires[part.key]]
        open_ = Counter(slot.part.key for slot in self._optional)
        for slot in sorted(self._optional, key=lambda slot: -open_[slot.part.key]):  # the others stay open to be seen
            own = self.wires[slot.part.key]
            for part in ends:
                if part is not slot.part and part.key not in own.values() and _suits(slot.state, part):
                    own[slot.output] = part.key
                    return


def _rank(part: Part) -> tuple[bool, int, bool]:
    """Return a sort key: full components first, and those with output S before those with a single output."""
    early = [index for index, name in enumerate(_EARLY) if name == part.type.name] or [len(_EARLY)]
    return not part.is_full, early[0], "S" not in part.outputs


def _entering(part: Part, *, may_be_incoming: bool) -> _State:
    """Return the state of a call that enters at a route or a Jump In."""
    has_jumped = part.type.role is Role.JUMP
    is_incoming = part.type.name == ComponentName.INCOMING_ROUTE or (has_jumped and may_be_incoming)
    return _State(is_incoming=is_incoming, has_jumped=has_jumped)


def _suits(state: _State, part: Part) -> bool:
    """Whether a call in this state can go on at a component, as the rules ask."""
    if part.type.name == ComponentName.POLL and not state.has_talked:
        return False
    if _records(part, "stop") and not state.is_recorded:
        return False
    return _is_possible(state, part) and (state.is_answered or not part.type.audio)


def _is_valid(state: _State, part: Part) -> bool:
    """Whether it is no error that a call in this state goes on at a component."""
    is_heard = state.is_answered or not state.is_incoming or not part.type.audio
    return is_heard and _is_possible(state, part)


def _is_possible(state: _State, part: Part) -> bool:
    """Whether a call in this state makes no loop of jumps at a component."""
    return not (state.has_jumped and part.type.role is Role.JUMP)


def _records(part: Part, type_: str) -> bool:
    return part.type.name == ComponentName.MIX_MONITOR and part.values.get("type") == type_


def _after(part: Part, output: str, state: _State) -> _State:
    """Return the state of a call that leaves a component."""
    has_talked = part.type.role is Role.DIAL and output == "S"  # by its only output, a call may leave unanswered
    answers = part.type.name == ComponentName.ANSWER and part.values.get("type") != "progress"
    return state._replace(
        is_answered=state.is_answered or has_talked or answers,
        has_talked=state.has_talked or has_talked,
        is_recorded=(state.is_recorded or _records(part, "start")) and not _records(part, "stop"),
    )
