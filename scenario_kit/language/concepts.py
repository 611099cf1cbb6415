"""What other systems call a component: the type that it is here, or what to write in its place."""

from __future__ import annotations

import re
from typing import Final

from scenario_kit.findings.model import nearest
from scenario_kit.language.catalogue import ComponentName, catalogue

_NEAR: Final = 0.8
"""The minimum similarity of a misspelt component type; a word that is less similar is another word."""

_LIST_TYPES: Final = "`scenario-kit components` lists the types"
_ENDS: Final = "remove it; a call ends at an output without a target: write `next: ~`"
_GOES: Final = "remove it; write the target in `next`, as an id on this sheet or as `sheet/id`"

_NOTHING: Final = frozenset(("none", "nothing", "nil", "null", "no", "false", ""))

_TYPES: Final = {
    ComponentName.ANNOUNCEMENT: "playback play play_audio play_sound play_file play_prompt play_message "
    "play_announcement play_music sound audio music moh music_on_hold hold_music say say_number say_digits speak tts "
    "prompt message background",
    ComponentName.IVR: "menu voice_menu ivr_menu auto_attendant digital_receptionist",
    ComponentName.IVR_API: "menu_api",
    ComponentName.POLL: "survey rating score feedback questionnaire",
    ComponentName.MIX_MONITOR: "record recording recorder monitor record_call call_record call_recording call_recorder "
    "start_recording",
    ComponentName.TIME_CONDITION: "business_hours office_hours working_hours hours schedule calendar gotoiftime time",
    ComponentName.EXTENSION: "exten phone user sip agent",
    ComponentName.TRUNK: "line gateway provider",
    ComponentName.RING_GROUP: "group hunt_group hunt ring_all",
    ComponentName.VOICEMAIL: "voice_mail mailbox",
    ComponentName.CONFERENCE: "conf conf_bridge meetme meeting conference_room conference_call",
    ComponentName.CHANSPY: "spy eavesdrop listen",
    ComponentName.PAGE: "paging intercom",
    ComponentName.INCOMING_ROUTE: "incoming inbound inbound_route did",
    ComponentName.OUTGOING_ROUTE: "outgoing outbound outbound_route",
    ComponentName.AUTODIALER_ROUTE: "autodialer dialer campaign",
    ComponentName.QUEUE: "acd",
    ComponentName.FOLLOW_ME: "find_me findme",
    ComponentName.AUTHENTICATION: "authenticate password pin login",
    ComponentName.WHITELIST: "allowlist allow_list",
    ComponentName.BLACKLIST: "denylist deny_list block",
    ComponentName.CUSTOM_PLAN: "custom dialplan",
}
"""Words for one component type."""

_HELP: Final = {
    _ENDS: "hangup hangup_call end end_call finish stop terminate terminate_call exit drop disconnect busy congestion",
    _GOES: "goto go_to goto_sheet gosub jump redirect",
    "use one of extension, trunk, queue, ring_group, trunk_api, extension_api": "dial call ring bridge connect "
    "transfer",
    "use one of smart_api, ivr_api, trunk_api, extension_api": "webhook web_hook http http_request api rest "
    "web_service curl request",
    "use one of incoming_route, outgoing_route, autodialer_route": "route entry start",
    "use `ivr`, or a `smart_api` that answers GetData": "input read get_data get_digits gather",
    "use `time_condition` for the time, or a web service such as `ivr_api` for anything else": "condition if switch "
    "branch goto_if exec_if",
    "use `corrector` to change the caller or the dialled number": "set set_caller_id callerid caller_id rewrite",
}
"""Words that no component type, or none of several, stands for, by what to do instead."""

_CONCEPTS: Final = {word.replace("_", ""): name for name, words in _TYPES.items() for word in words.split()}
_HELP_FOR: Final = {word.replace("_", ""): help_ for help_, words in _HELP.items() for word in words.split()}


def concept_of(word: str) -> ComponentName | None:
    """Return the component type that a word of another system stands for."""
    return _CONCEPTS.get(_folded(word))


def ends_call(word: str) -> bool:
    """Whether a word says that the call ends, as a target that is no component."""
    return _folded(word) in _NOTHING or _HELP_FOR.get(_folded(word)) == _ENDS


def likely_type(word: str) -> str | None:
    """Return the component type that an unknown one is a misspelling of; None if it is another word."""
    folded = _folded(word)
    if folded in _CONCEPTS or folded in _HELP_FOR:
        return None
    return next((name for name in catalogue() if _folded(name) == folded), None) or nearest(word, catalogue(), _NEAR)


def type_help(word: str) -> str:
    """Return what to write in place of an unknown component type."""
    if (help_ := _HELP_FOR.get(_folded(word))) is not None:
        return help_
    likely = concept_of(word) or likely_type(word)
    return _LIST_TYPES if likely is None else f"did you mean `{likely}`?"


def _folded(word: str) -> str:
    """Return a word without case and without the signs that join its parts: `MusicOnHold` is `music-on_hold`."""
    return re.sub(r"[\W_]+", "", word.casefold())
