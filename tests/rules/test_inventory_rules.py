"""What is outside of a scenario: the inventory in all its forms, and the barred codes of simotel.ini."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_kit.files.reader import read
from scenario_kit.files.source import parse
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.pbx.facts import DEFAULT_BARRED
from scenario_kit.pbx.ini.facts import barred_codes
from scenario_kit.pbx.inventory import (
    Announcement,
    Extension,
    Inventory,
    MusicOnHold,
    Queue,
    Trunk,
    Voicemail,
    read_inventory,
)

if TYPE_CHECKING:
    from pathlib import Path


def inventory(value: object) -> Inventory:
    return read_inventory(parse(json.dumps(value).encode(), "pbx.json"))


def refused(text: str) -> str:
    with pytest.raises(ScenarioKitError) as caught:
        read_inventory(parse(text.encode(), "pbx.json"))
    return str(caught.value)


LISTS: dict[str, Any] = {
    "trunks": [{"name": "Cisco", "active": True, "context": "from-pstn"}],
    "extensions": [{"number": "521", "name": "Sara", "active": False, "context": "inside"}],
    "queues": [{"name": "sales", "number": 901}],
    "announcements": [{"id": "12", "name": "hello", "filename": "hello.wav"}],
    "music_on_hold": [{"name": "default"}],
    "voicemail": [{"number": "0521"}],
    "contexts": ["inside", "from-pstn"],
}
KNOWN = Inventory.model_construct(
    trunks=(Trunk.model_construct(name="Cisco", active=True, context="from-pstn"),),
    extensions=(Extension.model_construct(number="521", name="Sara", active=False, context="inside"),),
    queues=(Queue.model_construct(name="sales", number="901"),),
    announcements=(Announcement.model_construct(id="12", name="hello", filename="hello.wav"),),
    music_on_hold=(MusicOnHold.model_construct(name="default"),),
    voicemail=(Voicemail.model_construct(number="0521"),),
    contexts=("inside", "from-pstn"),
)


def test_an_inventory_is_made_of_lists() -> None:
    assert inventory({"version": 1, **LISTS}) == KNOWN.model_copy(update={"version": "1"})


def test_the_answers_of_the_api_are_taken_as_they_came() -> None:
    def answer(*data: object) -> object:
        return {"success": 1, "message": "", "data": list(data)}

    assert (
        inventory(
            {
                "trunks": answer(
                    {
                        "name": "Cisco",
                        "active": "1",
                        "context": "from-pstn",
                        "secret": "hunter2",
                        "register_string": None,
                    }
                ),
                "users": answer(
                    {"number": 521, "name": "Sara", "active": 0, "context": "inside", "password": "hunter2"}
                ),
                "queues": answer({"_id": "5f", "name": "sales", "number": "901", "more_options": {"a": ["b"]}}),
                "announcements": answer({"_id": "12", "name": "hello", "filename": "hello.wav"}),
                "musiconholds": answer({"name": "default"}),
                "voicemails": answer({"name": "", "number": "0521"}),
                "contexts": ["inside", "from-pstn"],
            }
        )
        == KNOWN
    )


def test_an_inventory_can_be_yaml() -> None:
    text = b"trunks:\n  - {name: Cisco, active: no}\nvoicemail: [{number: 0521}]\n"

    assert read_inventory(parse(text, "pbx.yaml")) == Inventory.model_construct(
        trunks=(Trunk.model_construct(name="Cisco", active=False),),
        voicemail=(Voicemail.model_construct(number="0521"),),
    )


@pytest.mark.parametrize(
    ("written", "active"),
    [
        ('"1"', True),
        ("1", True),
        ("true", True),
        ('"True"', True),
        ('"yes"', True),
        ("null", True),
        ('""', True),
        ('"0"', False),
        ("0", False),
        ("false", False),
        ('"False"', False),
        ('"off"', False),
    ],
)
def test_whether_something_is_in_use_is_told_in_the_forms_of_the_api(written: str, *, active: bool) -> None:
    text = f'{{"trunks": [{{"name": "Cisco", "active": {written}}}]}}'

    assert read_inventory(parse(text.encode(), "pbx.json")).inactive("trunk", "Cisco") is not active


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("trunk", {"Cisco"}),
        ("extension", {"521", "Sara"}),
        ("queue", {"901", "sales"}),
        ("announcement", {"12", "hello", "hello.wav"}),
        ("music_on_hold", {"default"}),
        ("voicemail", {"0521"}),
        ("context", {"inside", "from-pstn"}),
    ],
)
def test_objects_are_referred_to_by_name_number_id_or_file(kind: str, names: set[str]) -> None:
    assert KNOWN.names(kind) == frozenset(names)
    assert Inventory().names(kind) is None


def test_a_list_without_anything_says_that_nothing_exists() -> None:
    assert inventory({"trunks": []}).names("trunk") == frozenset()


def test_what_is_switched_off_is_there_and_not_in_use() -> None:
    assert [KNOWN.inactive("extension", one) for one in ("521", "Sara", "522")] == [True, True, False]
    assert [KNOWN.inactive(kind, one) for kind, one in (("trunk", "Cisco"), ("queue", "901"))] == [False, False]
    assert Inventory().inactive("trunk", "Cisco") is False


def test_the_context_of_an_extension_is_known_where_it_is_told() -> None:
    assert [KNOWN.context_of(one) for one in ("521", "522")] == ["inside", None]
    assert Inventory().context_of("521") is None
    assert inventory({"users": [{"number": "521"}]}).context_of("521") is None


SECTIONS = "known: trunks, extensions, queues, announcements, music_on_hold, voicemail, contexts"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "pbx.json:1: missing value"),
        ("", "pbx.json:1: the file is empty"),
        (
            "[]",
            f"pbx.json: expected a mapping; {SECTIONS}",
        ),
        (
            "null",
            f"pbx.json: expected a mapping; {SECTIONS}",
        ),
        ('{"trunk": []}', "pbx.json:1:2: unknown section `trunk`; did you mean `trunks`?"),
        (
            '{"x": []}',
            f"pbx.json:1:2: unknown section `x`; {SECTIONS}",
        ),
        ('{"trunks": {"success": 0}}', "pbx.json:1:12: `trunks`: expected a list, got a mapping"),
        ('{"trunks": {"data": "none"}}', "pbx.json:1:12: `trunks`: expected a list, got `none`; write `[none]`"),
        ('{"trunks": null}', "pbx.json:1:12: `trunks`: expected a list, got nothing"),
        ('{"trunks": [{"active": "1"}]}', "pbx.json:1:13: `trunks[0]` has no `name`; add `name:`"),
        (
            '{"users": [\n{"number": "5 21"}]}',
            "pbx.json:2:12: `number`: expected a number or a pattern, without spaces, got `5 21`; write `521`",
        ),
        ('{"queues": ["901"]}', "pbx.json:1:13: `queues[0]`: expected a mapping, got `901`"),
        (
            '{"trunks": [{"name": "A", "active": "maybe"}]}',
            "pbx.json:1:37: `active`: expected true or false, got `maybe`",
        ),
        ('{"version": 2}', "pbx.json:1:13: `version`: expected one of 1, got `2`"),
    ],
)
def test_what_is_no_inventory_is_refused_with_the_place(text: str, message: str) -> None:
    assert refused(text) == f"inventory {message}"


def test_an_inventory_that_is_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pbx.json"

    with pytest.raises(ScenarioKitError) as caught:
        read_inventory(read(str(path)))

    assert str(caught.value) == f"inventory {path}: cannot be read: no such file or directory"


SECRETS = ("secret", "password", "register_string", "more_options")


@pytest.mark.parametrize("field", SECRETS)
@pytest.mark.parametrize(
    "broken",
    [
        '{{"trunks": [{{"{0}": "hunter2"}}]}}',
        '{{"trunks": [{{"name": "Cisco", "{0}": "hunter2", "{0}": "hunter2"}}]}}',
        '{{"trunks": [{{"name": "Cisco", "{0}": "hunter2", "active": []}}]}}',
        '{{"trunks": [{{"name": "Cisco", "{0}": "${{hunter2}}", "active": []}}]}}',
        '{{"{0}": "hunter2"}}',
        '{{"trunks": {{"{0}": "hunter2"}}}}',
        '{{"trunks": [{{"name": "Cisco", "{0}": "hunter2}}]}}',
        '{{"trunks": [{{"name": "Cisco", "{0}": hunter2: x}}]}}',
        '{{"trunks": [{{"name": "Cisco", "{0}": !hunter2 x}}]}}',
        '{{"trunks": [{{"name": "Cisco", "{0}": *hunter2}}]}}',
        '{{"trunks": [{{"name": "Cisco", "{0}": "\\hunter2"}}]}}',
    ],
)
def test_no_error_repeats_a_secret(field: str, broken: str) -> None:
    assert "hunter2" not in refused(broken.format(field))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "1", "Cisco", "a b"]),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["trunks", "users", "contexts", "data", "name", "number"]), inner, max_size=3
            )
        ),
        max_leaves=8,
    )
)
def test_any_json_is_an_inventory_or_an_error_on_one_line(value: object) -> None:
    message = "inventory pbx.json:"
    try:
        inventory(value)
    except ScenarioKitError as error:
        message = str(error)

    assert message.startswith("inventory pbx.json:")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("[security]\nbarred_call_pre_codes = 00,+\n", ("00", "+")),
        ("[security]\nbarred_call_pre_codes = '0909, 00'\n", ("0909", "00")),
        ("[security]\nbarred_call_pre_codes = ['00', '+']\n", ("00", "+")),
        ("[security]\nbarred_call_pre_codes=0909   # premium\n", ("0909",)),
        ("[security]\nbarred_call_pre_codes: 00,,+, \n", ("00", "+")),
        ("[security]\nbarred_call_pre_codes =\n", ()),
        ("[security]\nbarred_call_pre_codes = ''\n", ()),
        ("[security]\nbarred_call_pre_codes\n", DEFAULT_BARRED),
        ("[security]\n", DEFAULT_BARRED),
        ("", DEFAULT_BARRED),
        ("[call]\nbarred_call_pre_codes = 0909\n", DEFAULT_BARRED),
        ("[a]\nx = %(y)s\n[a]\nx = 2\n[security]\nbarred_call_pre_codes = %\n", ("%",)),
        ("\ufeff; تنظیمات\r\n[security]\r\nbarred_call_pre_codes = 00\r\n", ("00",)),
    ],
)
def test_barred_codes_are_read_from_the_settings(text: str, codes: tuple[str, ...]) -> None:
    assert barred_codes(text.encode(), "simotel.ini") == codes


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"[a]\n= hunter2\n",
            "2: cannot read the file: the line has a value without a key; add a key, or remove the line",
        ),
        (
            b"[a]\nx = hunter2 \xff\n",
            (
                "2: cannot read the file: byte 16 is not utf-8; "
                "convert the file to utf-8, or set --encoding of the `ini` commands"
            ),
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_without_its_text(data: bytes, message: str) -> None:
    with pytest.raises(ScenarioKitError) as caught:
        barred_codes(data, "simotel.ini")

    assert str(caught.value) == f"--ini simotel.ini:{message}"
