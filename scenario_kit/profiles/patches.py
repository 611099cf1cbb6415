"""What a file holds beyond the meaning of a sheet, as differences to what would be written; and putting it back."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from scenario_kit.findings.model import pointer
from scenario_kit.profiles.forms import filled, form_of
from scenario_kit.profiles.json_values import UnreadableSheetError, same_json
from scenario_kit.profiles.raw import Keeper
from scenario_kit.profiles.traced import OWNERS, Kind, Leaf, TracedList, TracedObject, ends_inside, is_bare, key_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenario_kit.findings.model import NodePath
    from scenario_kit.profiles.json_values import Json, JsonValue
    from scenario_kit.profiles.records import Context, Notes
    from scenario_kit.profiles.traced import Key, Traced

    Origins = Mapping[NodePath, Key]


class Owner:
    """The notes of a sheet, a component, a row, a wire or a variable, and a place in what they are about."""

    __slots__ = ("adds", "at", "is_wire", "notes")

    def __init__(self, notes: Notes, at: NodePath = (), *, adds: bool, is_wire: bool = False) -> None:
        self.notes = notes
        self.at = at
        self.adds = adds
        self.is_wire = is_wire

    def patch(self) -> Any:  # noqa: ANN401
        """Return the difference at this place; None if there is none."""
        patches = self.notes.get("differs")
        return None if not patches else patches.get(pointer(self.at))

    def note(self, patch: Mapping[str, Json]) -> None:
        """Note the difference at this place."""
        if patch:
            self.notes.setdefault("differs", {})[pointer(self.at)] = patch

    def inside(self, sheet: Notes, name: str | int, key: Key | None) -> Owner:
        """Return the owner of a member or an item."""
        if key is None or key[0] not in OWNERS:
            at = (*self.at, str(key[1]) if key else str(name))
            return Owner(self.notes, at, adds=self.adds, is_wire=self.is_wire)
        at = (*self.at, "*")
        if key[0] == "row":
            return Owner(self._entry(self.notes, "rows", str(key[2])), at, adds=self.adds)
        group = {"component": "components", "wire": "wires", "variable": "variables"}[str(key[0])]
        entry = self._entry(sheet, group, str(key_text(key)).removeprefix("$"))
        return Owner(entry, at, adds=self.adds, is_wire=key[0] == "wire")

    def _entry(self, notes: Notes, group: str, name: str) -> Notes:
        if not self.adds:
            found: Notes = notes.get(group, {}).get(name, {})
            return found
        entry: Notes = notes.setdefault(group, {}).setdefault(name, {})
        return entry


def pruned(notes: Any) -> Any:  # noqa: ANN401
    """Return notes without entries that are empty."""
    if not isinstance(notes, dict):
        return notes
    kept = {}
    for name, value in notes.items():
        if name in ("components", "rows", "wires", "variables", "ports"):
            entries = {key: pruned(one) for key, one in value.items()}
            entries = {key: one for key, one in entries.items() if one not in ({}, None)}
            if entries:
                kept[name] = entries
        else:
            kept[name] = value
    return kept


class Comparison:
    """Notes how a file differs from what would be written.

    Args:
        root: The file's value.
        notes: The notes of the sheet, which are added to.
        origins: What the items of the file's lists and the members of its mappings are.
        context: The sheet.
    """

    def __init__(self, root: JsonValue, notes: Notes, origins: Origins, context: Context) -> None:
        self._root = root
        self._notes = notes
        self._origins = origins
        self._keeper = Keeper(context)

    def compare(self, written: Traced) -> None:
        """Compare the whole file."""
        self._compare(written, self._root.value, (), Owner(self._notes, adds=True))

    def _compare(self, written: Traced, value: Json, path: NodePath, owner: Owner) -> None:
        if isinstance(written, TracedObject) and isinstance(value, dict):
            self._object(written, value, path, owner)
        elif isinstance(written, TracedList) and isinstance(value, list):
            self._list(written, value, path, owner)
        elif not isinstance(written, Leaf):
            owner.note({"value": self._keeper.kept(value), **_condition(written, owner)})
        elif not same_json(written.value, value):
            owner.note(self._leaf(written, value, path, owner))

    def _leaf(self, written: Leaf, value: Json, path: NodePath, owner: Owner) -> dict[str, Json]:
        if written.kind is Kind.UNSET and written.reads is not None and not written.reads(value):
            return {}
        form = form_of(value, written.atoms, seconds=written.seconds)
        if form is not None and same_json(filled(form, written.atoms), value):
            return {"form": self._keeper.kept(form)}
        is_default = written.kind is Kind.DEFAULT and value in (None, "")
        is_other_word = written.kind is Kind.WORD and written.reads is not None and not written.reads(value)
        if is_other_word or (written.kind in (Kind.GIVEN, Kind.DEFAULT) and not (written.is_word or is_default)):
            message = "this spelling cannot be kept; write it as the map says"
            raise UnreadableSheetError(f"{self._root.file}: {pointer(path)}: {message}")
        condition = _condition(written, owner) if written.reads is None else {}
        return {"value": self._keeper.kept(value), **condition}

    def _object(self, written: TracedObject, value: dict[str, Json], path: NodePath, owner: Owner) -> None:
        by_key = {key[:2] if key[0] == "row" else key: name for name, key in written.keys.items()}
        renamed: dict[str, Json] = {}
        own: dict[str, str] = {}  # our member for each of the file's
        taken: set[str] = set()
        for name in value:
            key = self._origins.get((*path, name))
            ours = by_key.get(key[:2] if key and key[0] == "row" else key) if key else None
            if ours is None and name in written.members:
                ours = name
            if ours is not None and ours not in taken:
                own[name] = ours
                taken.add(ours)
                if ours != name:
                    renamed[ours] = name
        extra = {name: self._keeper.kept(child) for name, child in value.items() if name not in own}
        missing: list[Json] = []
        for name, member in written.members.items():
            if name not in taken:
                ends = _condition(member, owner)
                missing.append([_member(written, name), ends["ends"]] if ends else _member(written, name))
        default = [*(name for name in written.members if name in taken), *extra]
        order = [own.get(name, name) for name in value]
        patch: dict[str, Json] = {
            "renamed": renamed,
            "missing": missing,
            "extra": extra,
            "order": [] if order == default else [_member(written, name) for name in order],
        }
        owner.note({name: part for name, part in patch.items() if part})
        for name, ours in own.items():
            inner = owner.inside(self._notes, ours, written.keys.get(ours))
            self._compare(written.members[ours], value[name], (*path, name), inner)

    def _list(self, written: TracedList, value: list[Json], path: NodePath, owner: Owner) -> None:
        positions = {_short(key): index for index, key in enumerate(written.keys)}
        pairs: dict[int, int] = {}  # our item for each of the file's
        paired: set[int] = set()
        fixed = all(key[0] == "item" for key in written.keys)
        for index in range(len(value)):
            key = self._origins.get((*path, index), ("item", index) if fixed else None)
            ours = positions.get(_short(key)) if key else None
            if ours is not None and ours not in paired:
                pairs[index] = ours
                paired.add(ours)
        insert: list[Json] = [
            [index, self._keeper.kept(item)] for index, item in enumerate(value) if index not in pairs
        ]
        order = list(pairs.values())
        missing: list[Json] = []
        for index, (item, key) in enumerate(zip(written.items, written.keys, strict=True)):
            if index not in paired:
                ends = {} if key[0] in OWNERS else _condition(item, owner)
                missing.append([key_text(key), ends["ends"]] if ends else key_text(key))
        patch: dict[str, Json] = {
            "missing": missing,
            "order": [] if order == sorted(order) else [key_text(written.keys[index]) for index in order],
            "insert": insert,
        }
        owner.note({name: part for name, part in patch.items() if part})
        for index, ours in pairs.items():
            inner = owner.inside(self._notes, ours, written.keys[ours])
            self._compare(written.items[ours], value[index], (*path, index), inner)


def _condition(written: Traced, owner: Owner) -> dict[str, Json]:
    """Return on what condition a value that holds ends of wires can be left out: that they are the same."""
    if is_bare(written, of_wire=owner.is_wire):
        return {}
    ends = ends_inside(written)
    return {} if ends is None else {"ends": ends}


def _short(key: Key) -> Key:
    return key[:2] if key[0] == "row" else key


def _member(written: TracedObject, name: str) -> str | int:
    key = written.keys.get(name)
    return name if key is None or key[0] not in OWNERS else key_text(key)


def apply(written: Traced, notes: Notes, context: Context) -> Json:
    """Return the JSON of a traced sheet with the differences of its notes."""
    return _Application(notes, context).value(written, Owner(notes, adds=False))


class _Application:
    def __init__(self, notes: Notes, context: Context) -> None:
        self._notes = notes
        self._keeper = Keeper(context)

    def value(self, written: Traced, owner: Owner) -> Json:
        patch = owner.patch()
        if patch and "value" in patch and not isinstance(written, Leaf) and self._replaceable(written, patch, owner):
            return self._keeper.restored(patch["value"])
        if isinstance(written, TracedObject):
            return self._object(written, patch or {}, owner)
        if isinstance(written, TracedList):
            return self._list(written, patch or {}, owner)
        return self._leaf(written, patch, owner) if patch else written.value

    def _leaf(self, written: Leaf, patch: Mapping[str, Any], owner: Owner) -> Json:
        if "form" in patch:
            value = filled(self._keeper.restored(patch["form"]), written.atoms)
            return written.value if value is None else value
        if "value" not in patch:
            return written.value
        value = self._keeper.restored(patch["value"])
        if written.kind is Kind.DEFAULT and value in (None, ""):
            return value
        if written.reads is None:
            return value if self._replaceable(written, patch, owner) else written.value
        return value if written.reads(value) else written.value

    def _object(self, written: TracedObject, patch: Mapping[str, Any], owner: Owner) -> Json:
        renamed = patch.get("renamed", {})
        missing = _missing(patch)
        members: dict[str, Json] = {}
        names: dict[str | int, str] = {}
        for name, member in written.members.items():
            named = _member(written, name)
            if named in missing and self._droppable(member, written.keys.get(name), owner, missing[named]):
                continue
            final = str(renamed.get(name, name))
            members[final] = self.value(member, owner.inside(self._notes, name, written.keys.get(name)))
            names[named] = final
        for name, kept in patch.get("extra", {}).items():
            if name not in members:
                members[name] = self._keeper.restored(kept)
            names[name] = name
        if "order" not in patch:
            return members
        first = [names[name] for name in patch["order"] if name in names]
        return {name: members[name] for name in dict.fromkeys((*first, *members))}

    def _list(self, written: TracedList, patch: Mapping[str, Any], owner: Owner) -> Json:
        missing = _missing(patch)
        items: list[tuple[str | int, Json]] = []
        for item, key in zip(written.items, written.keys, strict=True):
            if key_text(key) in missing and self._droppable(item, key, owner, missing[key_text(key)]):
                continue
            items.append((key_text(key), self.value(item, owner.inside(self._notes, key[1], key))))
        if "order" in patch:
            position = {name: index for index, name in enumerate(patch["order"])}
            items.sort(key=lambda item: position.get(item[0], len(position)))
        values = iter([value for _, value in items])
        merged: list[Json] = []
        for index, kept in patch.get("insert", ()):
            merged += islice(values, max(0, index - len(merged)))
            merged.append(self._keeper.restored(kept))
        return [*merged, *values]

    def _replaceable(self, written: Traced, patch: Mapping[str, Any], owner: Owner) -> bool:
        if "ends" in patch:
            ends: object = patch["ends"]
            return ends_inside(written) == ends
        return is_bare(written, of_wire=owner.is_wire)

    def _droppable(self, member: Traced, key: Key | None, owner: Owner, ends: str | None = None) -> bool:
        if ends is not None:
            return ends_inside(member) == ends
        if key is not None and key[0] == "component":
            return is_bare(member, of_wire=False)
        return (key is not None and key[0] == "wire") or is_bare(member, of_wire=owner.is_wire)


def _missing(patch: Mapping[str, Any]) -> dict[str | int, str | None]:
    """Return what is missing, with the ends of wires that it must have for that."""
    pairs = (one if isinstance(one, list) else [one, None] for one in patch.get("missing", ()))
    return {name: ends for name, ends in pairs}  # noqa: C416  dict() would lose the types
