"""The catalogue, against what the vendor's documentation says about each component type, written down apart from it."""

from __future__ import annotations

import pytest

from scenario_kit.language.catalogue import ComponentName, Role, catalogue

ROWS = ()
OUT = ("out",)
YES_NO = ("match", "no_match")

# type: label, role, outputs, required parameters
FACTS: dict[str, tuple[str, str, tuple[str, ...], set[str]]] = {
    "outgoing_route": ("Outgoing Route", "entry", ROWS, {"context"}),
    "incoming_route": ("Incoming Route", "entry", ROWS, {"context"}),
    "autodialer_route": ("Autodialer Route", "entry", ROWS, {"context"}),
    "ivr": ("IVR", "branch", ROWS, set()),
    "ivr_api": ("IVR API", "branch", ROWS, {"api_address"}),
    "extension": ("Extension", "dial", ("S", "B", "F"), set()),
    "extension_api": ("Extension API", "dial", ("S", "B", "F"), {"api_address"}),
    "queue": ("Queue", "dial", ("S", "F"), set()),
    "answer": ("Answer", "media", OUT, set()),
    "agi": ("AGI", "other", OUT, {"file"}),
    "disa": ("DISA", "other", OUT, {"context"}),
    "trunk": ("Trunk", "dial", ("S", "F"), {"trunk"}),
    "trunk_api": ("Trunk API", "dial", ("S", "F"), {"api_address"}),
    "announcement": ("Announcement", "media", OUT, {"announcement"}),
    "callback": ("Callback", "dial", OUT, {"method"}),
    "ring_group": ("Ring Group", "dial", OUT, {"extensions"}),
    "follow_me": ("Follow Me", "dial", OUT, {"followers"}),
    "voicemail": ("Voicemail", "media", OUT, {"type"}),
    "conference": ("Conference", "dial", OUT, set()),
    "call_completion": ("Call Completion", "other", OUT, {"type"}),
    "pickup": ("Pickup", "dial", OUT, {"type"}),
    "poll": ("Poll", "media", OUT, {"label"}),
    "mix_monitor": ("Mix Monitor", "media", OUT, {"type"}),
    "authentication": ("Authentication", "branch", OUT, {"type"}),
    "time_condition": ("Time Condition", "branch", YES_NO, set()),
    "spit_detection": ("Spit Detection", "branch", YES_NO, set()),
    "blacklist": ("Blacklist", "branch", YES_NO, set()),
    "whitelist": ("Whitelist", "branch", YES_NO, set()),
    "jump_in": ("Jump In", "jump", OUT, {"name"}),
    "jump_out": ("Jump Out", "jump", (), {"jump_in"}),
    "corrector": ("Corrector", "edit", OUT, set()),
    "custom_plan": ("Custom Plan", "other", OUT, {"code"}),
    "smart_api": ("Smart API", "branch", ROWS, {"api_address"}),
    "chanspy": ("ChanSpy", "dial", OUT, set()),
    "page": ("Page", "dial", OUT, set()),
    "fax": ("Fax", "other", ("S", "F"), set()),
}

PARAMETERS = {
    "outgoing_route": "context check_feature_code check_speed_dial",
    "incoming_route": "context",
    "autodialer_route": "context",
    "ivr": "announcement timeout_announcement invalid_announcement enable_direct_dial repeat_loop timeout_sec"
    " max_digits",
    "ivr_api": "api_address announcement timeout_announcement invalid_announcement enable_direct_dial repeat_loop"
    " timeout_sec max_digits",
    "extension": "extension say_busy timeout_sec skip prefix call_limit_sec options",
    "extension_api": "api_address say_busy timeout_sec options",
    "queue": "queue agent_introduction timeout_sec skip prefix call_limit_sec macro options call_options",
    "answer": "type",
    "agi": "file",
    "disa": "password context",
    "trunk": "trunk timeout_sec skip prefix call_limit_sec permitted_queues permitted_extensions options",
    "trunk_api": "api_address timeout_sec options",
    "announcement": "announcement",
    "callback": "method trunk number extension caller_id delay_sec timeout_sec",
    "ring_group": "extensions timeout_sec",
    "follow_me": "followers timeout_sec call_limit_sec options",
    "voicemail": "type voicemail skip prefix",
    "conference": "conference",
    "call_completion": "type",
    "pickup": "type extension delay_sec skip prefix",
    "poll": "label announcement_before announcement_after timeout_sec max_digits poll_min poll_max",
    "mix_monitor": "type options",
    "authentication": "type defined_secret",
    "time_condition": "days_of_week month_exceptions date_exceptions",
    "spit_detection": "",
    "blacklist": "",
    "whitelist": "labels numbers",
    "jump_in": "name",
    "jump_out": "jump_in",
    "corrector": "caller_id caller_id_skip caller_id_prefix caller_name caller_name_skip caller_name_prefix extension"
    " extension_skip extension_prefix set_extension_on_did",
    "custom_plan": "code",
    "smart_api": "api_address",
    "chanspy": "extension skip prefix options",
    "page": "extension timeout_sec skip prefix options",
    "fax": "",
}

CHOICES = {
    ("answer", "type"): ("answer", "progress", "definite_answer"),
    ("callback", "method"): ("call_to_caller", "call_to_number", "call_extension"),
    ("voicemail", "type"): ("listen", "record"),
    ("call_completion", "type"): ("request", "cancel"),
    ("pickup", "type"): ("pickup_group", "without_caller_id", "with_caller_id"),
    ("mix_monitor", "type"): ("start", "stop"),
    ("authentication", "type"): ("user_secret", "defined_secret"),
}


def test_the_catalogue_has_the_types_of_the_editor_and_no_other() -> None:
    assert sorted(catalogue()) == sorted(FACTS)


@pytest.mark.parametrize("name", FACTS)
def test_a_type_has_the_label_role_outputs_and_required_parameters_of_the_documentation(name: str) -> None:
    type_ = catalogue()[name]
    required = {parameter.name for parameter in type_.parameters.values() if parameter.required}
    assert (type_.name, type_.label, type_.role, type_.outputs, required) == (
        name,
        FACTS[name][0],
        Role(FACTS[name][1]),
        *FACTS[name][2:],
    )


@pytest.mark.parametrize("name", PARAMETERS)
def test_a_type_has_the_parameters_of_the_documentation_in_the_editors_order(name: str) -> None:
    assert list(catalogue()[name].parameters) == PARAMETERS[name].split()


def test_a_choice_has_the_values_of_the_documentation() -> None:
    assert {
        (type_.name, parameter.name): parameter.choices
        for type_ in catalogue().values()
        for parameter in type_.parameters.values()
        if parameter.choices
    } == CHOICES


def test_the_rows_have_the_fields_of_the_documentation() -> None:
    assert {
        name: {field.name: (field.required, field.default) for field in type_.row.values()}
        for name, type_ in catalogue().items()
        if type_.has_rows
    } == {
        "outgoing_route": {"pattern": (True, None)},
        "incoming_route": {"cid": (False, "any"), "did": (False, "any")},
        "autodialer_route": {"text": (False, "any")},
        "ivr": {"case": (True, None), "text": (False, None)},
        "ivr_api": {"case": (True, None), "text": (False, None)},
        "smart_api": {"case": (True, None), "text": (False, None)},
    }


@pytest.mark.parametrize(
    ("trait", "types"),
    [
        ("audio", "ivr ivr_api disa announcement voicemail conference poll authentication"),
        ("web_service", "ivr_api extension_api trunk_api smart_api"),
    ],
)
def test_what_plays_audio_and_what_asks_a_web_service(trait: str, types: str) -> None:
    assert [name for name, type_ in catalogue().items() if getattr(type_, trait)] == sorted(
        types.split(), key=list(catalogue()).index
    )


def test_the_cases_without_a_row_are_those_of_menus_and_of_errors() -> None:
    assert {name: type_.open_ends for name, type_ in catalogue().items() if type_.open_ends} == {
        "ivr": ("t", "i"),
        "ivr_api": ("t", "i"),
        "smart_api": ("e",),
    }


def test_a_call_is_over_after_a_talk_a_score_or_a_message() -> None:
    assert {name: type_.final for name, type_ in catalogue().items() if type_.final} == {
        **dict.fromkeys(("extension", "extension_api", "queue", "trunk", "trunk_api", "fax"), ("S",)),
        **dict.fromkeys(("disa", "voicemail", "conference", "pickup", "poll", "chanspy", "page"), ("out",)),
    }


def test_a_call_may_leave_at_once_where_a_party_or_a_service_is_out_of_reach() -> None:
    assert {name: type_.at_once for name, type_ in catalogue().items() if type_.at_once} == {
        **dict.fromkeys(("extension", "extension_api"), ("B", "F")),
        **dict.fromkeys(("queue", "trunk", "trunk_api", "fax"), ("F",)),
        **dict.fromkeys(("ring_group", "follow_me", "pickup", "chanspy", "page"), ("out",)),
        "smart_api": ("e",),
    }


def test_a_documented_default_is_there_and_no_other() -> None:
    assert {
        (type_.name, parameter.name): parameter.default
        for type_ in catalogue().values()
        for parameter in type_.parameters.values()
        if parameter.default is not None
    } == {("disa", "password"): "no-password"}


def test_every_type_and_parameter_is_explained() -> None:
    for type_ in catalogue().values():
        parameters = [*type_.parameters.values(), *type_.row.values()]
        for doc, label in [(type_.doc, type_.label), *((one.doc, one.label) for one in parameters)]:
            assert doc.endswith((".", ")")), doc
            assert label, doc


def test_code_refers_to_every_type_by_name_and_to_no_other() -> None:
    assert list(ComponentName) == list(catalogue())
