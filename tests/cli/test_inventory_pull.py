"""The command `inventory pull` against a stand-in PBX: what is kept, what is dropped, and what stops it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import event, example, given
from hypothesis import strategies as st
from support.command import Done, kit
from support.standins.pbx import (
    API_KEY,
    ENVIRONMENT,
    OBJECTS,
    PASSWORD,
    USER,
    Answer,
    StandInPbx,
    documented,
    stand_in_pbx,
)

from scenario_kit.files.reader import read
from scenario_kit.files.source import parse
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.pbx.api import ApiClient, Credentials, RefusedError
from scenario_kit.pbx.inventory import read_inventory
from scenario_kit.pbx.searches import SEARCHES, Search, inventory_text, pull, section

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INVENTORY = {
    "version": 1,
    "trunks": [
        {"name": "Cisco", "active": True},
        {"name": "Nasim", "active": False, "context": "from-nasim"},
    ],
    "extensions": [
        {"name": "سارا", "number": "0553", "active": True, "context": "main_routing"},
        {"number": "521", "active": True},
    ],
    "queues": [{"name": "sales", "number": "901"}],
    "announcements": [{"name": "please-wait", "id": "12", "filename": "please-wait.wav"}],
    "music_on_hold": [{"name": "default"}],
    "voicemail": [{"number": "0553"}],
}
COUNTED = "2 trunks, 2 extensions, 1 queue, 1 announcement, 1 class of music on hold, 1 mailbox"
USERS = "/api/v4/pbx/users/search"


@pytest.fixture
def pbx() -> Iterator[StandInPbx]:
    with stand_in_pbx() as pbx:
        yield pbx


def pulled(folder: Path, pbx: StandInPbx, *arguments: str) -> Done:
    """Run the command; whatever comes of it, no stream and no file holds what was planted."""
    options = arguments or ("-o", "pbx.json")
    done = kit("inventory", "pull", "--server", pbx.url, *options, cwd=folder, env=ENVIRONMENT)
    texts = [done.out, done.err, *(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())]
    assert not [text for text in texts if re.search("planted", text, re.IGNORECASE)]
    assert "Traceback" not in done.err
    return done


def test_what_exists_is_written_without_secrets(tmp_path: Path, pbx: StandInPbx) -> None:
    assert "planted" in json.dumps(OBJECTS)

    assert pulled(tmp_path, pbx) == Done(0, "", f"pbx.json: {COUNTED}\n")

    text = (tmp_path / "pbx.json").read_text("utf-8")
    assert text == json.dumps(INVENTORY, ensure_ascii=False, indent=2) + "\n"
    assert [path.name for path in tmp_path.iterdir()] == ["pbx.json"]
    assert (pbx.asked, pbx.wrong) == ([(search.path, documented(search.path)) for search in SEARCHES], [])


@pytest.mark.parametrize(
    "first",
    [
        Answer({"success": 1, "data": []}),
        Answer({"success": 0, "message": "Field 'name':value is missing"}),
        Answer({"success": 1, "data": None}),
        Answer("", 500),
    ],
)
def test_a_pbx_that_takes_the_documented_conditions_otherwise_is_asked_without_any(
    tmp_path: Path, pbx: StandInPbx, first: Answer
) -> None:
    everything = Answer({"success": 1, "message": "", "data": OBJECTS[USERS]})
    pbx.in_turn[USERS] = [first, everything]

    assert pulled(tmp_path, pbx) == Done(0, "", f"pbx.json: {COUNTED}\n")
    assert json.loads((tmp_path / "pbx.json").read_text("utf-8")) == INVENTORY


def test_refused_credentials_are_not_sent_again(tmp_path: Path, pbx: StandInPbx) -> None:
    pbx.in_turn["/api/v4/pbx/trunks/search"] = [Answer({"success": 0, "message": "no"}, 401), Answer({"success": 1})]

    assert pulled(tmp_path, pbx).code == 2
    assert len(pbx.in_turn["/api/v4/pbx/trunks/search"]) == 1


def test_what_exists_can_go_to_standard_output(tmp_path: Path, pbx: StandInPbx) -> None:
    done = pulled(tmp_path, pbx, "-o", "-")

    assert (done.code, json.loads(done.out), done.err) == (0, INVENTORY, f"inventory: {COUNTED}\n")
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_an_inventory(tmp_path: Path, pbx: StandInPbx) -> None:
    pulled(tmp_path, pbx)

    inventory = read_inventory(read(str(tmp_path / "pbx.json")))

    assert inventory.names("trunk") == frozenset(("Cisco", "Nasim"))
    assert inventory.names("extension") == frozenset(("521", "0553", "سارا"))
    assert inventory.names("announcement") == frozenset(("12", "please-wait", "please-wait.wav"))
    assert inventory.names("context") is None
    assert inventory.inactive("trunk", "Nasim")
    assert inventory.context_of("0553") == "main_routing"


def test_scenarios_are_checked_against_the_file(tmp_path: Path, pbx: StandInPbx) -> None:
    pulled(tmp_path, pbx)
    (tmp_path / "call.yaml").write_text(
        "version: 1\nname: call\n"
        "originate: {caller: 521, callee: 0912, context: main, caller_id: 557}\n"
        "call: {dial: {trunk: Cisc}, unavailable: please-wait}\n"
    )

    done = kit("validate", "call.yaml", "--inventory", "pbx.json", cwd=tmp_path)

    assert done.code == 1
    assert "call.yaml:4:22: error[N401]" in done.out
    assert "did you mean `Cisco`?" in done.out
    assert done.out.endswith("1 file checked: 1 error.\n")


def test_the_same_objects_in_another_order_give_the_same_bytes(tmp_path: Path, pbx: StandInPbx) -> None:
    pulled(tmp_path, pbx)
    first = (tmp_path / "pbx.json").read_bytes()
    for path, objects in OBJECTS.items():
        turned = [dict(reversed(one.items())) for one in reversed(objects)]
        pbx.instead[path] = Answer({"data": turned, "success": "1"})
    (tmp_path / "pbx.json").write_text("old")

    assert pulled(tmp_path, pbx).code == 0
    assert (tmp_path / "pbx.json").read_bytes() == first


def test_a_pbx_with_nothing_on_it_has_empty_sections(tmp_path: Path, pbx: StandInPbx) -> None:
    pbx.instead = {search.path: Answer({"success": 1, "message": "", "data": []}) for search in SEARCHES}

    done = pulled(tmp_path, pbx, "-o", "-")

    assert json.loads(done.out) == {"version": 1} | {search.section: [] for search in SEARCHES}
    assert done.err == (
        "inventory: 0 trunks, 0 extensions, 0 queues, 0 announcements, 0 classes of music on hold, 0 mailboxes\n"
    )


UNDOCUMENTED = f"the answer of {USERS} does not match the documentation: "
ODD = {
    "refused": (
        Answer({"success": 0, "message": "no right"}),
        "cannot list the extensions: the PBX rejects the request: no right",
    ),
    "not JSON": (Answer("<html>"), f"the answer of {USERS} is not JSON but `text/html`"),
    "broken": (Answer("", 500), f"the server returned HTTP 500 Internal Server Error for {USERS}"),
    "no list": (Answer({"success": 1, "data": {"521": {}}}), f"{UNDOCUMENTED}`data` is not a list"),
    "no data": (Answer({"success": 1}), f"{UNDOCUMENTED}`data` is not a list"),
    "no object": (
        Answer({"success": 1, "data": [{"number": "1"}, "521"]}),
        f"{UNDOCUMENTED}entry 2 of `data` is not an object",
    ),
    "no number": (
        Answer({"success": 1, "data": [{"name": "Sara", "secret": "planted-x"}]}),
        f"{UNDOCUMENTED}entry 1 of `data` has no `number`",
    ),
    "an odd number": (
        Answer({"success": 1, "data": [{"number": {"secret": "planted-y"}}]}),
        f"{UNDOCUMENTED}entry 1 of `data` has an invalid `number`",
    ),
    "an odd switch": (
        Answer({"success": 1, "data": [{"number": "521", "active": "planted-z"}]}),
        f"{UNDOCUMENTED}entry 1 of `data` has an invalid `active`",
    ),
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.unmeasured
def test_an_answer_that_is_odd_ends_it(pbx: StandInPbx, name: str) -> None:
    pbx.instead[USERS], message = ODD[name]

    with pytest.raises(ScenarioKitError) as caught:
        pull(ApiClient(pbx.url, Credentials(API_KEY, USER, PASSWORD), 30))

    assert str(caught.value) == message


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer({"success": 0, "message": "off"}), "the PBX rejects the request: off"),
        (Answer({"success": 0, "message": "off"}, 404), "the PBX rejects the request (HTTP 404 Not Found): off"),
        (
            Answer("", 403),
            (
                "the PBX rejects these credentials (HTTP 403 Forbidden); "
                "check SIMOTEL_API_KEY, SIMOTEL_USER and SIMOTEL_PASSWORD"
            ),
        ),
    ],
)
def test_a_list_that_is_refused_is_named(pbx: StandInPbx, search: Search, answer: Answer, message: str) -> None:
    pbx.instead[search.path] = answer

    with pytest.raises(RefusedError) as caught:
        pull(ApiClient(pbx.url, Credentials(API_KEY, USER, PASSWORD), 30))

    worked = search is not SEARCHES[0] and "these credentials" in message
    permitted = f"these credentials may not list the {search.plural} (HTTP 403 Forbidden); permit it on the PBX"
    assert str(caught.value) == (permitted if worked else f"cannot list the {search.plural}: {message}")


def test_a_refusal_in_words_after_other_lists_is_not_about_the_key(pbx: StandInPbx) -> None:
    pbx.instead["/api/v4/pbx/queues/search"] = Answer({"success": 0, "message": "access denied"})

    with pytest.raises(RefusedError) as caught:
        pull(ApiClient(pbx.url, Credentials(API_KEY, USER, PASSWORD), 30))

    assert str(caught.value) == "these credentials may not list the queues: access denied; permit it on the PBX"


def test_an_odd_answer_is_reported_with_the_path_that_was_asked(pbx: StandInPbx) -> None:
    paths = [search.path.replace("/api/v4", "/pbx/api/v4.1") for search in SEARCHES]
    pbx.instead = dict.fromkeys(paths, Answer({"success": 1, "data": 5}))

    with pytest.raises(ScenarioKitError) as caught:
        pull(ApiClient(f"{pbx.url}/pbx/api/v4.1", Credentials(API_KEY, USER, PASSWORD), 30))

    assert str(caught.value) == f"the answer of {paths[0]} does not match the documentation: `data` is not a list"


@pytest.mark.parametrize("name", ["refused", "no number"])
def test_where_an_answer_is_odd_nothing_is_written(tmp_path: Path, pbx: StandInPbx, name: str) -> None:
    pbx.instead[USERS], message = ODD[name]
    (tmp_path / "pbx.json").write_text("old")

    assert pulled(tmp_path, pbx) == Done(2, "", f"scenario-kit: {message}\n")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("pbx.json", "old")]


def test_without_credentials_nothing_is_asked(tmp_path: Path, pbx: StandInPbx) -> None:
    done = kit("inventory", "pull", "--server", pbx.url, "-o", "pbx.json", cwd=tmp_path)

    assert done == Done(
        2,
        "",
        "scenario-kit: no credentials in the environment; "
        "set SIMOTEL_API_KEY, or SIMOTEL_USER and SIMOTEL_PASSWORD, or all three\n",
    )
    assert (pbx.asked, pbx.wrong, list(tmp_path.iterdir())) == ([], [], [])


@pytest.mark.parametrize("output", ["/dev/null", "."])
def test_what_is_not_a_file_is_never_replaced(tmp_path: Path, pbx: StandInPbx, output: str) -> None:
    done = pulled(tmp_path, pbx, "-o", output)

    assert done == Done(2, "", f"scenario-kit: {output}: not a file; use `-` for standard output\n")
    assert pbx.asked == []


def test_a_link_stays_one(tmp_path: Path, pbx: StandInPbx) -> None:
    (tmp_path / "pbx.json").symlink_to("real.json")

    pulled(tmp_path, pbx)

    assert (tmp_path / "pbx.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text("utf-8")) == INVENTORY


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, pbx: StandInPbx) -> None:
    (tmp_path / "file").write_text("")

    done = pulled(tmp_path, pbx, "-o", "file/pbx.json")

    assert (done.code, done.out) == (2, "")
    assert re.fullmatch(r"scenario-kit: .*file.*: not a directory; nothing was written\n", done.err)


KNOWN = {
    "trunks": {"name", "active", "context"},
    "extensions": {"number", "name", "active", "context"},
    "queues": {"number", "name"},
    "announcements": {"name", "id", "filename"},
    "music_on_hold": {"name"},
    "voicemail": {"number", "name"},
}


def search(name: str) -> Search:
    return next(one for one in SEARCHES if one.section == name)


@pytest.mark.parametrize("name", KNOWN)
def test_of_an_object_only_what_an_inventory_knows_is_kept(name: str) -> None:
    every = set.union(*KNOWN.values()) | {"secret", "password", "register_string", "more_options", "Name", "tags"}

    (kept,) = section(search(name), [dict.fromkeys(every, "1")], "/asked")

    assert kept == {field: True if field == "active" else "1" for field in KNOWN[name]}


TEXTS = st.text(max_size=5) | st.text("\ud83d\u0085\u2028\u0000\ufeff\ufffe\x80\x9f\u200b :#'\"", max_size=3)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.lists(TEXTS, max_size=1)


@given(st.sampled_from(SEARCHES), st.lists(st.dictionaries(st.sampled_from(["number", "name", "_id", "id"]), VALUES)))
@example(search("queues"), [{"name": "\ud83d", "number": 1}])
@example(search("queues"), [{"name": "0x1F", "number": "0_1"}, {"name": "~", "number": 0}])
def test_any_objects_are_an_inventory_that_can_be_read_or_odd(of: Search, objects: list[dict[str, object]]) -> None:
    try:
        kept = section(of, objects, "/asked")
    except ScenarioKitError as error:
        kept = []  # what is odd is told, whatever it is
        event(str(error).rpartition(" ")[0])
    inventory = read_inventory(parse(inventory_text({of.section: kept}).encode(), "pbx.json"))

    assert [one.model_dump(exclude_unset=True) for one in getattr(inventory, of.section)] == kept


@pytest.mark.parametrize("data", [None, "x", 1, {}, [None], [[]], [{}], [{"name": ""}], [{"name": None, "x": 1}]])
def test_an_object_without_a_name_is_odd(data: object) -> None:
    music = next(one for one in SEARCHES if one.section == "music_on_hold")

    with pytest.raises(
        ScenarioKitError, match=r"^the answer of /api/v4/pbx/musiconholds/search does not match the documentation: "
    ):
        section(music, data, music.path)


def test_more_than_can_be_read_is_refused() -> None:
    queues = [{"name": "x" * 1000, "number": str(number)} for number in range(5200)]
    assert inventory_text({"queues": queues[:100]}).count("xxx") > 100

    with pytest.raises(ScenarioKitError, match=r"^the inventory is larger than 5 MiB, more than any command reads$"):
        inventory_text({"queues": queues})
