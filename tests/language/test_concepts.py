"""Words of other systems: the type or the way that this language has for them."""

from __future__ import annotations

import pytest

from scenario_kit.language.catalogue import catalogue
from scenario_kit.language.concepts import ends_call, likely_type, type_help


@pytest.mark.parametrize(
    ("word", "help_"),
    [
        ("playback", "did you mean `announcement`?"),
        ("moh", "did you mean `announcement`?"),
        ("Menu", "did you mean `ivr`?"),
        ("survey", "did you mean `poll`?"),
        ("record", "did you mean `mix_monitor`?"),
        ("business hours", "did you mean `time_condition`?"),
        ("voice-mail", "did you mean `voicemail`?"),
        ("hangup", "remove it; a call ends at an output without a target: write `next: ~`"),
        ("end", "remove it; a call ends at an output without a target: write `next: ~`"),
        ("goto", "remove it; write the target in `next`, as an id on this sheet or as `sheet/id`"),
        ("dial", "use one of extension, trunk, queue, ring_group, trunk_api, extension_api"),
        ("webhook", "use one of smart_api, ivr_api, trunk_api, extension_api"),
        ("MusicOnHold", "did you mean `announcement`?"),
        ("play-audio", "did you mean `announcement`?"),
        ("VoiceMenu", "did you mean `ivr`?"),
        ("menu_api", "did you mean `ivr_api`?"),
        ("Record-Call", "did you mean `mix_monitor`?"),
        ("call recording", "did you mean `mix_monitor`?"),
        ("conf", "did you mean `conference`?"),
        ("EndCall", "remove it; a call ends at an output without a target: write `next: ~`"),
        ("ring", "use one of extension, trunk, queue, ring_group, trunk_api, extension_api"),
        ("GotoIf", "use `time_condition` for the time, or a web service such as `ivr_api` for anything else"),
        ("RingGroup", "did you mean `ring_group`?"),
        ("jukebox", "`scenario-kit components` lists the types"),
        ("qeue", "did you mean `queue`?"),
        ("Outgoing Route", "did you mean `outgoing_route`?"),
    ],
)
def test_a_word_of_another_system_gets_what_it_is_here(word: str, help_: str) -> None:
    assert type_help(word) == help_


@pytest.mark.parametrize(
    "word", ["hangup", "dial", "playback", "menu", "survey", "record", "jukebox", "disk", "base", "MusicOnHold"]
)
def test_calls_are_not_judged_by_a_word_that_is_no_misspelling(word: str) -> None:
    assert likely_type(word) is None


@pytest.mark.parametrize(
    ("word", "type_"),
    [
        ("incomming_route", "incoming_route"),
        ("RingGroup", "ring_group"),
        ("IVR", "ivr"),
        ("qeue", "queue"),
        ("mix-monitor", "mix_monitor"),
    ],
)
def test_calls_are_judged_by_the_type_that_a_misspelt_one_is_near(word: str, type_: str) -> None:
    assert likely_type(word) == type_


@pytest.mark.parametrize(
    ("word", "ends"),
    [("hangup", True), ("End-Call", True), ("None", True), ("-", True), ("desk", False), ("menu", False)],
)
def test_some_words_say_that_the_call_ends(word: str, ends: bool) -> None:
    assert ends_call(word) is ends


@pytest.mark.parametrize("type_", catalogue())
def test_no_component_type_is_taken_for_a_word_of_another_system(type_: str) -> None:
    assert type_help(type_) == f"did you mean `{type_}`?"


@pytest.mark.parametrize("word", ["dial", "webhook", "entry"])
def test_every_type_in_a_help_exists(word: str) -> None:
    assert set(type_help(word).removeprefix("use one of ").split(", ")) <= set(catalogue())
