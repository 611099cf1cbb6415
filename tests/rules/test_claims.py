"""The imprint of a scenario: what it means to the others of a run, with its places, and fit to travel."""

from __future__ import annotations

import pickle

import pytest

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.callgraph.patterns import parse_cid
from scenario_kit.callgraph.patterns import parse_pattern as pattern
from scenario_kit.files.source import parse
from scenario_kit.findings.model import Span
from scenario_kit.language.loading import load
from scenario_kit.pbx.ini.settings import Setting
from scenario_kit.rules.claims import Claim, Claims, claims_of

TEXT = """\
version: 1
name: shop
sheets:
  outgoing:
    route: {component: outgoing_route, context: main, rows: [{pattern: 0X., next: crm}, {pattern: "[", next: crm}]}
    open: {component: outgoing_route, context: {variable: where}, rows: [{pattern: 0X., next: crm}]}
    crm: {component: trunk_api, name: clients, api_address: https://crm.example, next: {S: incoming/closed, F: out}}
    other: {component: smart_api, api_address: {variable: where}, rows: [{case: e, next: ~}]}
    out: {component: jump_out, jump_in: closed}
  incoming:
    entry: {component: incoming_route, context: main, rows: [{did: 3104x, next: ~}, {cid: x1x2, next: ~}]}
    campaign: {component: autodialer_route, context: main, rows: [{text: offer}]}
    in: {component: jump_in, name: closed, next: closed}
    closed: {component: announcement, announcement: closed}
variables: [{name: where, type: string}]
simotel_ini: {client_api_caller_timeout: 2s}
"""


def taken(text: str) -> Claims:
    loaded = load(parse(text.encode(), "x.yaml"))
    return claims_of(loaded, None if loaded.scenario is None else compile_graph(loaded.scenario))


SHOP = Claims(
    "x.yaml",
    (Claim("shop", "shop", Span(2, 7, 2, 11), "/name"),),
    (
        Claim(
            ("outgoing_route", "main", pattern("0X.")),
            "context `main` and Pattern `0X.`",
            Span(5, 62, 5, 87),
            "/sheets/outgoing/route/rows/0",
        ),
        Claim(
            ("incoming_route", "main", (parse_cid("any"), parse_cid("3104x"))),
            "context `main` and CID `any` and DID `3104x`",
            Span(11, 62, 11, 83),
            "/sheets/incoming/entry/rows/0",
        ),
    ),
    (Claim("closed", "closed", Span(13, 36, 13, 42), "/sheets/incoming/in/name"),),
    (Claim(("clients", "https://crm.example"), "clients", Span(7, 39, 7, 46), "/sheets/outgoing/crm/name"),),
    (
        Setting(
            "api",
            "client_api_caller_timeout",
            "2",
            "x.yaml",
            Span(16, 42, 16, 44),
            "/simotel_ini/client_api_caller_timeout",
        ),
    ),
)


def test_an_imprint_has_what_a_pbx_can_have_once() -> None:
    assert taken(TEXT) == SHOP


def test_an_imprint_can_go_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(taken(TEXT))) == SHOP  # noqa: S301  our own bytes


@pytest.mark.parametrize("other", ["0x.", "0[0-9].", "0[0123456789]."])
def test_rows_for_the_same_numbers_are_the_same_however_they_are_written(other: str) -> None:
    (row, _) = taken(TEXT.replace("pattern: 0X.", f'pattern: "{other}"', 1)).routes

    assert row.key == SHOP.routes[0].key


def test_the_places_of_a_short_form_are_those_of_its_values() -> None:
    text = "version: 1\nname: a\ncall: {match: [0X.], dial: {trunk_api: https://crm.example}, unavailable: ~}\n"

    assert taken(text) == Claims(
        "x.yaml",
        (Claim("a", "a", Span(2, 7, 2, 8), "/name"),),
        (
            Claim(
                ("outgoing_route", "main_routing", pattern("0X.")),
                "context `main_routing` and Pattern `0X.`",
                Span(3, 16, 3, 19),
                "/call/match/0",
            ),
        ),
        (),
        (Claim(("a", "https://crm.example"), "a", Span(3, 40, 3, 59), "/call/dial/trunk_api"),),
    )


@pytest.mark.parametrize("text", ["a: [", "version: 2\n", "- a\n"])
def test_what_cannot_be_read_leaves_none(text: str) -> None:
    assert taken(text) == Claims("x.yaml")
