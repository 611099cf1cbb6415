"""The parts of learning: spelling, values, the names of outputs, places in texts, ids, and the forms of weeks."""

from __future__ import annotations

from json import dumps
from typing import Any

import pytest
from support.clinic import compiled
from support.editors import SHAPES
from support.editors.cases import EDITORS, calls_of

from scenario_kit.editor.learning import learn
from scenario_kit.editor.learning.building import Builder, Case
from scenario_kit.editor.learning.evidence import MISSING, Export, Item, Json, KnownComponent
from scenario_kit.editor.learning.ids import id_form, is_random
from scenario_kit.editor.learning.map_values import map_values
from scenario_kit.editor.learning.outputs import name_outputs
from scenario_kit.editor.learning.pairing import paired, read_export
from scenario_kit.editor.learning.parts import find_parts
from scenario_kit.editor.learning.spelling import STYLES, Named, Style, best_style, is_same_word, normalised
from scenario_kit.editor.learning.statements import statements
from scenario_kit.editor.learning.sums import few_outputs, sum_of
from scenario_kit.editor.learning.tables import Found, Table
from scenario_kit.editor.learning.texts import affixes, place_of, text_of_places
from scenario_kit.editor.learning.values import opposite, preference, spellings, variable_form
from scenario_kit.editor.learning.wires import Group, Seen
from scenario_kit.editor.learning.wrappers import Wrappers
from scenario_kit.language.catalogue import Parameter, catalogue
from scenario_kit.profiles.declaration import SheetMap
from scenario_kit.profiles.json_values import JsonValue
from scenario_kit.profiles.values import Codecs

# Spelling.


def test_words_are_compared_without_case_and_separators() -> None:
    assert normalised("Ring-Time_Sec") == normalised("ringTimeSec") == "ringtimesec"
    assert is_same_word("timeoutSec", Named("timeout_sec", "Ring Time"))
    assert is_same_word("RING TIME", Named("timeout_sec", "Ring Time"))
    assert not is_same_word("--", Named("timeout_sec", "Ring Time"))


@pytest.mark.parametrize("style", STYLES)
def test_each_style_is_found_by_the_words_that_it_spells(style: str) -> None:
    things = [Named("timeout_sec", "Ring Time"), Named("hold_music", "Hold Music"), Named("skip", "Skip")]
    spelled = [(thing, Style(style).spell(thing)) for thing in things]

    assert best_style(spelled) == Style(style)


def test_a_style_may_be_that_of_labels_or_leave_out_a_suffix() -> None:
    things = [Named("timeout_sec", "Ring Time"), Named("call_limit_sec", "Longest Call"), Named("skip", "Skip")]

    assert best_style([(thing, thing.label) for thing in things]).tree() == {"style": "label"}
    assert best_style([(thing, Style("camel", of_label=True).spell(thing)) for thing in things]).tree() == {
        "style": "camel",
        "of": "label",
    }
    assert best_style((thing, Style("camel", drop="_sec").spell(thing)) for thing in things).tree() == {
        "style": "camel",
        "drop": "_sec",
    }


# Values.


def parameter(name: str) -> Parameter:
    type_, _, own = name.partition(".")
    return catalogue()[type_].parameters[own]


WEEK = {"sat": ["08:00-12:00", "13:00-17:00"], "thu": ["09:00-10:00"]}
VALUES: list[tuple[str, Any, Any, dict[str, Any]]] = [
    ("trunk.timeout_sec", 61, 61, {}),
    ("trunk.timeout_sec", 61, "61", {"seconds": {"as": "text"}}),
    ("trunk.timeout_sec", 61, 61000, {"seconds": {"times": 1000}}),
    ("trunk.timeout_sec", 61, "61000", {"seconds": {"times": 1000, "as": "text"}}),
    ("trunk.timeout_sec", 61, "PT61S", {"seconds": {"form": "PT{n}S"}}),
    ("trunk.permitted_queues", ["901", "0902"], ["901", "0902"], {}),
    ("trunk.permitted_queues", ["901", "0902"], "901;0902", {"number_list": {"join": ";"}}),
    (
        "trunk.permitted_queues",
        ["901", "0902"],
        [{"v": "901"}, {"v": "0902"}],
        {"number_list": {"item": {"v": "$item"}}},
    ),
    (
        "trunk.permitted_queues",
        ["901", "0902"],
        [["q", "901"], ["q", "0902"]],
        {"number_list": {"item": ["q", "$item"]}},
    ),
    ("trunk.trunk", "Cisco", "Cisco", {}),
    ("trunk.timeout_sec", 61, {"n": 61, "unit": "s"}, {"seconds": {"inside": {"n": "$value", "unit": "s"}}}),
    (
        "trunk.timeout_sec",
        61,
        {"of": {"$n": "61"}, "max": 62},
        {"seconds": {"as": "text", "inside": {"of": {"$$n": "$value"}, "max": 62}}},
    ),
    ("trunk.permitted_queues", ["9", "02"], {"items": ["9", "02"]}, {"number_list": {"inside": {"items": "$value"}}}),
    (
        "trunk.permitted_queues",
        ["901", "0902"],
        {"size": 2, "items": [{"v": "901"}, {"v": "0902"}]},
        {"number_list": {"item": {"v": "$item"}, "inside": {"size": "$count", "items": "$value"}}},
    ),
    (
        "ivr.enable_direct_dial",
        True,
        {"as": "flag", "is": "Y"},
        {"boolean": {"true": "Y", "false": "N", "inside": {"as": "flag", "is": "$value"}}},
    ),
]


def declared(name: str, value: Any, json: Any) -> dict[str, Any]:
    """Return the declaration of the spelling that is most likely."""
    type_, _, own = name.partition(".")
    ways = Wrappers(()).spellings(value, json, parameter(name), alike=True)
    found = Found(Table("members", ()), own, ways, [(value, json)])
    return map_values({(type_, own): found}, {}, MISSING)


@pytest.mark.parametrize(("name", "value", "json", "expected"), VALUES, ids=[f"{one[0]}-{one[2]}" for one in VALUES])
def test_a_value_is_spelled_as_it_was_seen(name: str, value: Any, json: Any, expected: dict[str, Any]) -> None:
    tree = declared(name, value, json)

    assert {kind: tree[kind] for kind in expected} == expected
    assert spellings("other", json, parameter("trunk.trunk")) == set()


def test_an_object_with_a_value_may_have_parameters_of_its_own() -> None:
    seconds = parameter("trunk.timeout_sec")
    ring, limit = {"ring": 61, "unit": "s"}, {"ring": 62, "unit": "s"}
    alone = Wrappers([("options", ring, 61, seconds)])
    usual = Wrappers([("wait", ring, 61, seconds), ("last", limit, 62, seconds)])

    assert alone.spellings(61, ring, seconds, alike=False) == set()
    assert usual.spellings(61, ring, seconds, alike=False) != set()
    assert alone.spellings(61, {"timeout": 5, "timeout_sec": 61}, seconds, alike=True) == set()


def test_what_a_value_cannot_have_become_has_no_spelling() -> None:
    seconds, queues = parameter("trunk.timeout_sec"), parameter("trunk.permitted_queues")

    assert spellings(61, "161", seconds) == set()
    assert spellings(61, True, seconds) == set()
    assert spellings(1, True, seconds) == set()
    assert spellings(["901"], [902], queues) == set()
    assert spellings(["901", "902"], ["901"], queues) == set()
    assert spellings(True, "no", parameter("ivr.enable_direct_dial")) == set()


def test_the_usual_spelling_wins_where_several_fit() -> None:
    several = spellings(["a", "b"], "a,b", parameter("trunk.permitted_queues")) | {("join", ";"), ("item", "x")}

    assert max(several, key=preference) == ("join", ",")


@pytest.mark.parametrize(
    ("word", "other"),
    [(True, False), (1, 0), ("Yes", "No"), ("OFF", "ON"), ("بله", "خیر"), ("1", "0"), ("maybe", None), (7, None)],
)
def test_the_opposite_of_a_boolean_is_as_usual(word: Any, other: Any) -> None:
    assert opposite(word) == other


def test_a_reference_to_a_variable_is_a_template_with_its_name() -> None:
    assert variable_form("X1", "{{X1}}") == "{{${name}}}"
    assert variable_form("X1", "$X1") == "$$${name}"
    assert variable_form("X1", {"$var": "X1"}) == {"$$var": "$name"}
    assert variable_form("X1", "other") is None


WEEKS = [
    WEEK,
    {"sat": "08:00-12:00,13:00-17:00", "thu": "09:00-10:00"},
    [{"day": "Saturday", "ranges": WEEK["sat"]}, {"day": "Thursday", "ranges": WEEK["thu"]}],
    {"range": [["sat", "08:00", "12:00"], ["sat", "13:00", "17:00"], ["thu", "09:00", "10:00"]]},
    {"count": 2, "days": [["sat", *WEEK["sat"]], ["thu", *WEEK["thu"]]]},
    ["sat 08:00-12:00,13:00-17:00", "thu 09:00-10:00"],
    [[WEEK["sat"], "Saturday"], [WEEK["thu"], "Thursday"]],
    [
        {"d": "Sa", "t": [{"s": "08:00", "e": "12:00"}, {"s": "13:00", "e": "17:00"}]},
        {"d": "Th", "t": [{"s": "09:00", "e": "10:00"}]},
    ],
    "Sa 08:00-12:00 13:00-17:00; Th 09:00-10:00",
    {
        "Saturday": [{"s": "08:00", "e": "12:00"}, {"s": "13:00", "e": "17:00"}],
        "Thursday": [{"s": "09:00", "e": "10:00"}],
    },
]


@pytest.mark.parametrize("json", WEEKS, ids=range(len(WEEKS)))
def test_a_week_is_read_by_the_form_that_it_taught(json: Any) -> None:
    tree = {"version": 2, "sheet": {"nodes": {"$each": "components", "$item": {"id": "$id", "type": "$type"}}}}
    name = "time_condition.days_of_week"
    codecs = Codecs(SheetMap.from_tree({**tree, "values": declared(name, WEEK, json)}))

    assert codecs.of("time_condition", parameter(name)).read(JsonValue("week.json", json)) == WEEK


# Outputs.


def wires(words: dict[str, str], type_: str = "trunk") -> Group:
    """Return wires of one component, each of an output with a word beside it."""
    targets = {f"t{index}": word for index, word in enumerate(words)}
    own = catalogue()[type_]
    known = {
        key: KnownComponent(key, own, key, {}, (), own.outputs if key == "source" else ())
        for key in ("source", *targets)
    }
    export = Export("a.json", {}, "a", "a", known, {("source", words[word]): key for key, word in targets.items()})
    items = {key: Item(export, one, key, {}) for key, one in known.items()}
    seen = [Seen(items["source"], items[key], (0,), {("leaf", (0, ("w",))): word}) for key, word in targets.items()]
    return Group("records", ("w", "\0*"), seen)


def test_words_name_outputs() -> None:
    outputs = name_outputs(wires({"Answered": "S", "Engaged": "B"}))

    assert outputs.words == {"trunk": {"Answered": "S", "Engaged": "B"}}
    assert outputs.position is None


@pytest.mark.parametrize(("form", "first"), [("{}", 0), ("output_{}", 1)])
def test_positions_may_be_in_another_order_than_ours(form: str, first: int) -> None:
    ours = list(catalogue()["trunk"].outputs)
    theirs = ours[::-1]
    words = {form.format(number): output for number, output in enumerate(theirs, first)}

    outputs = name_outputs(wires(words))

    assert outputs.position == first
    assert outputs.order == {"trunk": theirs}


def test_an_order_that_is_not_sure_is_not_stated() -> None:
    outputs = name_outputs(wires({"0": "F"}, "ivr_api" if len(catalogue()["ivr_api"].outputs) > 2 else "extension"))

    assert outputs.order == {}


# Places in values and texts.


def test_a_place_has_the_value_in_every_case() -> None:
    pairs = [(7, {"id": 7, "name": "a"}), (8, {"id": 8, "name": "b"})]

    assert place_of(pairs) == "$id"
    assert place_of([(str(value), places) for value, places in pairs]) == "${id}"
    assert place_of([*pairs, (9, {"id": 8, "name": "9"})]) is None


def test_places_are_found_inside_of_texts() -> None:
    pairs = [("call-$7-desk", {"id": 7, "name": "desk"}), ("call-$8-menu", {"id": 8, "name": "menu"})]

    assert text_of_places(pairs) == "call-$$${id}-${name}"
    assert text_of_places([*pairs, ("call-$9-line", {"id": 9, "name": "queue"})]) is None


def test_what_is_always_the_same_is_a_constant_and_what_varies_is_kept() -> None:
    cases = [Case({"a": "$1", "b": number, "c": f"n{number}"}, {"id": f"n{number}"}) for number in (1, 2)]

    assert Builder().build(cases, ("\0root",)) == {"a": "$$1", "b": {"$kept": 1}, "c": "$id"}


@pytest.mark.parametrize(
    ("ids", "form"),
    [
        (["n1", "n2"], {"form": "n{number}"}),
        ([4, 5], {"as": "number", "form": "{number}", "from": 4}),
        (["1db42de8.57d578", "723b921b.f6e022"], {"form": "{hex:8}.{hex:6}"}),
        (["Front", "Desk"], {}),
        ([-2, -1], {"as": "number", "form": "-{number}"}),
        ([-1, 1], {"as": "number", "form": "{number}"}),
        (["N0009", "N0010"], {"form": "N{number:4}", "from": 9}),
        (["n9", "n10"], {"form": "n{number}", "from": 9}),
        (["n4", "n9"], {"form": "n{number}"}),
    ],
)
def test_ids_have_a_form(ids: list[Any], form: dict[str, Any]) -> None:
    assert id_form(ids) == form


def test_ids_made_up_at_random_are_no_words() -> None:
    assert is_random(["1db42de8.57d578", "f543deb1-a049-4cdd-b0cc-d1ffa6704fac"])
    assert not is_random(["1db42de8.57d578", "Answered"])
    assert not is_random(["deadbeef", "2"])


# Sums.


def pairs(values: list[int], **places: list[int]) -> list[Any]:
    return [(value, {name: own[index] for name, own in places.items()}) for index, value in enumerate(values)]


def test_a_number_that_grows_with_a_count_is_a_sum() -> None:
    counts = [1, 2, 3, 5]

    assert sum_of(pairs([60, 80, 100, 140], output_count=counts)) == {"$sum": 40, "output_count": 20}
    assert sum_of(pairs([60, 80, 100, 141], output_count=counts)) is None
    assert sum_of(pairs([60, 80, 80, 60], output_count=[1, 2, 2, 1])) is None
    assert sum_of(pairs([7, 7, 7, 7], output_count=counts)) is None
    assert sum_of([("60", {"output_count": 1}), (80, {"output_count": 2}), (100, {"output_count": 3})]) is None


def test_two_numbers_of_outputs_show_a_sum_and_two_other_numbers_do_not() -> None:
    assert few_outputs(pairs([60, 80, 60], output_count=[1, 2, 1])) == {"$sum": 40, "output_count": 20}
    assert few_outputs(pairs([60, 80, 60], number=[1, 2, 1])) is None


def test_a_number_may_count_on_from_another_one() -> None:
    wires = [1, 2, 3]

    found = sum_of(pairs([85, 86, 87], component_count=[84] * 3, wire_number=wires))
    assert found == {"$sum": 0, "component_count": 1, "wire_number": 1}
    assert sum_of(pairs([95, 96, 97], component_count=[84] * 3, wire_number=wires)) == {"$sum": 94, "wire_number": 1}


def template(values: list[Json], *places: dict[str, Json], name: str = "n") -> Json:
    cases = [Case({name: value}, own) for value, own in zip(values, places or [{}] * len(values), strict=True)]
    built = Builder().build(cases, ("\0root",))
    return built.get(name)


def test_a_small_number_is_a_count_only_if_its_name_says_so() -> None:
    places = {"component_count": 6, "last_id": 6, "start": 6}

    assert template([6], places, name="radius") == 6
    assert template([6], places, name="nodeCount") == "$component_count"
    assert template([6], places, name="last_node_id") == "$last_id"
    assert template([6], places, name="startNode") == "$start"
    assert template(["node-6"], {"start": "node-6"}, name="n") == "$start"


def test_an_empty_object_may_be_a_list() -> None:
    builder = Builder(spread={("n",): lambda case: dict.fromkeys(case.value, "$parameters")})
    values: list[Json] = [{"skip": 1}, []]
    cases = [Case({"n": value}, {}) for value in values]

    assert builder.build(cases, ()) == {"n": {"$parameters": {}, "$empty": []}}
    assert Builder().build([*cases, Case({"n": {}}, {})], ())["n"] != {"$empty": []}


def test_secrets_are_not_in_questions_or_statements() -> None:
    calls = calls_of(EDITORS / "scenarios/on-call.yaml")
    data = SHAPES["nodes-edges"].export(calls, "nights")
    parts = find_parts(paired([("a.json", read_export("a.json", data))], [calls]))

    secrets = [one for one in statements(parts) if one.topic == "value" and one.subject == "secret"]
    assert [one.says for one in secrets] == ["***"]


# What is around words.


def test_what_is_around_all_words_is_left_out_if_our_names_remain() -> None:
    names = {"timeout", "case", "cid"}

    def is_same(_: str, rest: str) -> bool:
        return normalised(rest) in names

    assert affixes(["{{call.case}}", "{{call.cid}}"], is_same) == ("{{call.", "}}")
    assert affixes(["{{call.case}}"], is_same) == ("{{call.", "}}")
    assert affixes(["case", "cid"], is_same) == ("", "")
    assert affixes(["call.one", "call.other"], is_same) == ("", "")


def test_one_wire_whose_ends_are_in_texts_teaches_where_they_are() -> None:
    sheet = {"type": "extension", "id": "n1", "name": "Desk", "extension": "0700"}
    other = {"type": "announcement", "id": "n2", "name": "Sorry", "announcement": "sorry"}
    wires = [{"ends": ["n1:B", "n2:in"], "kind": "wire"}]
    text = (
        "version: 1\nname: plan\nsheets:\n  main:\n"
        "    desk: {component: extension, name: Desk, extension: '0700', next: {B: sorry, S: ~, F: ~}}\n"
        "    sorry: {component: announcement, name: Sorry, announcement: sorry, next: {out: ~}}\n"
    )
    learned = learn([("a.json", dumps({"nodes": [sheet, other], "wires": wires}).encode())], [compiled(text)])

    assert learned.tree["sheet"]["wires"]["$item"]["ends"] == ["${source}:${output}", "${target}:in"]
