"""The page: everything in one file, nothing that a browser would run or fetch but what is meant, and no secret."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from support.command import kit
from support.paths import ROOT

from scenario_kit.report.page import page, page_context
from scenario_kit.run.checking import Run, check_paths

if TYPE_CHECKING:
    from pathlib import Path

PLAN = """\
version: 1
name: office
description: Calls to the office.
originate: {caller: 521, callee: 0912, context: main, caller_id: 5, call_limit: 5m}
sheets:
  main:
    entry: {component: outgoing_route, context: main, rows: [{pattern: 0X., next: line}, {pattern: X, next: ask}]}
    line:
      component: trunk
      trunk: Cisco
      next: {S: ~, F: night/sorry}
    ask: {component: disa, password: hunter2, context: main, next: gone}
  night:
    sorry: {component: announcement, announcement: sorry, next: ~}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "office.yaml").write_text(PLAN, "utf-8")
    return tmp_path


def run_of(*paths: str) -> Run:
    return check_paths(paths)


def scenarios(run: Run, **rehearsals: Any) -> list[dict[str, Any]]:
    return list(page_context(run, rehearsals, "Calls")["scenarios"])


class Parsed(HTMLParser):
    """What a browser would see: elements, scripts, styles, and every address."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.contents: dict[str, list[str]] = {"script": [], "style": [], "title": []}
        self.policy = ""
        self.inside = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self.inside = tag
        if tag in self.contents:
            self.contents[tag].append("")
        if dict(attrs).get("http-equiv") == "Content-Security-Policy":
            self.policy = dict(attrs)["content"] or ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data: str) -> None:
        if self.inside in self.contents:
            self.contents[self.inside][-1] += data


def parsed(run: Run, **rehearsals: Any) -> Parsed:
    return Parsed(page(run, rehearsals=rehearsals, title="Calls").data.decode())


def test_the_policy_allows_the_script_and_the_style_of_the_page_and_nothing_else(folder: Path) -> None:
    assert folder.exists()
    seen = parsed(run_of("office.yaml"))

    def digest(text: str) -> str:
        return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    _, script = seen.contents["script"]
    (style,) = seen.contents["style"]
    assert seen.policy == (
        f"default-src 'none'; script-src '{digest(script)}'; style-src '{digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert not [one for one in seen.attributes if one[1].startswith("on") or one[1] == "style"]


def test_the_page_refers_to_nothing_outside_of_itself(folder: Path) -> None:
    assert folder.exists()
    seen = parsed(run_of("office.yaml"))

    addresses = {value for _, name, value in seen.attributes if name in ("href", "src", "action", "data", "poster")}
    assert all(address.startswith(("#", "data:image/svg+xml,")) for address in addresses)
    assert not re.search(r"url\(|@import|https?:", seen.contents["style"][0])


def test_the_same_run_gives_the_same_bytes(folder: Path) -> None:
    assert folder.exists()
    assert page(run_of("office.yaml")).data == page(run_of("office.yaml")).data


def test_no_secret_is_on_the_page(folder: Path) -> None:
    (folder / "office.yaml").write_text(PLAN.replace("hunter2", '"${pin}"') + "parameters: {pin: {default: hunter2}}\n")
    assert b"hunter2" not in page(run_of("office.yaml")).data
    (folder / "office.yaml").write_text(PLAN + "broken: [")
    assert b"hunter2" not in page(run_of("office.yaml")).data
    given = check_paths(["office.yaml"], {"pin": "hunter3"})
    assert b"hunter3" not in page(given).data


HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    '"><svg onload=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "</title></style></textarea>",
    "&lt;&amp;#39;",
    "{{ 7 * 7 }}{% raw %}",
    "\u202eevil",
    "__proto__",
    "نام فارسی",
]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.unmeasured
def test_what_an_author_wrote_is_text_everywhere(folder: Path, name: str) -> None:
    def pages(name: str, *, title: str) -> Parsed:
        plan = {
            "version": 1,
            "name": "hostile",
            "description": name,
            "sheets": {
                "main": {
                    "entry": {
                        "component": "incoming_route",
                        "name": name,
                        "context": name,
                        "rows": [{"did": "1", "next": "menu"}],
                    },
                    "menu": {
                        "component": "ivr",
                        "announcement": name,
                        "name": name,
                        "rows": [{"case": "1", "text": name, "next": f"x{name}"}],
                    },
                }
            },
        }
        (folder / "hostile.json").write_text(json.dumps(plan), "utf-8")
        rehearsal = {
            "name": name,
            "status": "failed",
            "line": 1,
            "steps": [],
            "timeline": [{"second": 0, "component": None, "kind": "end", "text": name}],
            "ended_by": name,
            "cdr": {name: name},
            "failures": [{"what": name, "expected": name, "actual": name}],
        }
        run = run_of("hostile.json")
        return Parsed(page(run, rehearsals={"hostile.json": [rehearsal]}, title=title).data.decode())

    seen, plain = pages(name, title=name), pages("plain", title="plain")

    assert seen.tags == plain.tags
    assert names(seen) == names(plain)
    assert seen.contents["title"][0] == name
    data = json.loads(seen.contents["script"][0])
    assert data["scenarios"][0]["description"] == name
    assert data["scenarios"][0]["components"]["main/menu"]["fields"] == [["Announcement", name]]


def names(seen: Parsed) -> list[tuple[str, str]]:
    """Return the attributes, but for those of a text's direction."""
    return [(tag, name) for tag, name, _ in seen.attributes if name not in ("direction", "text-anchor")]


def test_a_finding_belongs_to_the_component_that_contains_it(folder: Path) -> None:
    assert folder.exists()
    (scenario,) = scenarios(run_of("office.yaml"))

    found = [(one["code"], one["component"], one["line"]) for one in scenario["findings"]]
    assert found == [("C212", None, 4), ("W102", "main/ask", 12)]
    assert {id_: one["findings"] for id_, one in scenario["components"].items() if one["findings"]} == {"main/ask": [1]}
    drawn = {box["id"]: box["badge"] for sheet in scenario["sheets"] for box in sheet["components"] if box["badge"]}
    assert drawn == {"main/ask": {"severity": "error", "count": 1}}
    assert scenario["states"] == {"errors": 1, "warnings": 0, "notes": 1, "passed": 0, "failed": 0, "unrun": 0}


def test_a_component_is_reported_with_its_values_its_outputs_and_the_lines_it_is_on(folder: Path) -> None:
    assert folder.exists()
    (scenario,) = scenarios(run_of("office.yaml"))
    components = scenario["components"]

    assert components["main/line"] == {
        "key": "line",
        "sheet": "main",
        "name": "line",
        "type": "Trunk",
        "about": components["main/line"]["about"],
        "fields": [["Trunk", "Cisco"]],
        "columns": [],
        "rows": [],
        "outputs": [
            {"name": "S", "target": None, "state": "ended"},
            {"name": "F", "target": "main/jump-out:night/sorry", "state": "open"},
        ],
        "jump": None,
        "sources": ["main/entry"],
        "lines": (8, 11),
        "findings": [],
    }
    assert components["main/ask"]["fields"] == [["Password", "***"], ["Context", "main"]]
    assert components["main/ask"]["outputs"] == [{"name": "", "target": None, "state": "broken"}]
    assert components["main/entry"]["columns"] == ["Pattern"]
    assert components["main/entry"]["rows"] == [["0X."], ["X"]]
    assert components["main/jump-out:night/sorry"]["jump"] == "night/jump-in:sorry"
    assert components["main/jump-out:night/sorry"]["name"] == "night/sorry"
    assert scenario["source"][11] == "    ask: {component: disa, password: ***, context: main, next: gone}"
    assert (scenario["note"], scenario["description"]) == (
        "Originate: 521, then 0912, 300 s at most",
        "Calls to the office.",
    )


def test_what_cannot_be_drawn_is_shown_with_its_lines_and_what_was_found(folder: Path) -> None:
    (folder / "broken.yaml").write_text('version: 1\nname: "broken\n', "utf-8")
    (scenario,) = scenarios(run_of("broken.yaml"))

    assert (scenario["id"], scenario["name"], scenario["sheets"]) == ("broken.yaml", "", [])
    assert [(one["code"], one["line"], one["component"]) for one in scenario["findings"]] == [("S002", 2, None)]
    assert scenario["source"] == ["version: 1", 'name: "broken', ""]


def test_a_scenario_that_only_sets_the_pbx_has_no_sheets(folder: Path) -> None:
    (folder / "settings.yaml").write_text("version: 1\nname: settings\nsimotel_ini: {beeper: {}}\n", "utf-8")
    (scenario,) = scenarios(run_of("settings.yaml"))

    assert (scenario["name"], scenario["sheets"], scenario["findings"]) == ("settings", [], [])
    assert page(run_of("settings.yaml")).data


def test_two_scenarios_of_one_name_have_addresses_and_files_of_their_own(folder: Path) -> None:
    (folder / "other").mkdir()
    (folder / "other/office.yaml").write_text(PLAN, "utf-8")
    found = scenarios(run_of("office.yaml", "other"))

    assert [(one["id"], one["name"], one["file"]) for one in found] == [
        ("office", "office", "office.yaml"),
        ("office~2", "office", "other/office.yaml"),
    ]


def test_tests_that_passed_and_failed_are_counted(folder: Path) -> None:
    assert folder.exists()
    rehearsals: list[dict[str, Any]] = [
        {
            "name": status,
            "status": status,
            "line": 1,
            "steps": [],
            "timeline": [],
            "ended_by": "",
            "cdr": {},
            "failures": [],
        }
        for status in ("passed", "failed", "error", "simulated", "passed")
    ]
    context = page_context(run_of("office.yaml"), {"office.yaml": rehearsals}, "Calls", {"office.yaml": 2})

    assert context["totals"] == {
        "scenarios": 1,
        "errors": 1,
        "warnings": 0,
        "notes": 1,
        "passed": 2,
        "failed": 1,
        "unrun": 3,
    }
    assert [one["status"] for one in context["scenarios"][0]["rehearsals"]] == [one["status"] for one in rehearsals]


def command(*arguments: str, cwd: Path) -> tuple[int, str, str]:
    return kit("page", *arguments, cwd=cwd)


def test_the_command_writes_one_file_and_says_which(folder: Path) -> None:
    assert command("office.yaml", "-o", "out", "--title", "Our calls", cwd=folder) == (
        0,
        "out/index.html: 1 scenario, 2 findings\n",
        "",
    )
    assert [path.name for path in (folder / "out").iterdir()] == ["index.html"]
    assert "<title>Our calls</title>" in (folder / "out/index.html").read_text("utf-8")


def test_a_page_beside_an_earlier_build_leaves_it_alone(folder: Path) -> None:
    (folder / "good.yaml").write_text((ROOT / "scenarios/05-call-limit.yaml").read_text("utf-8"), "utf-8")
    assert kit("build", "good.yaml", "-o", "out", cwd=folder).code == 0
    before = {path: path.read_bytes() for path in (folder / "out").rglob("*") if path.is_file()}

    assert command("good.yaml", "-o", "out", cwd=folder) == (0, "out/index.html: 1 scenario, 4 rehearsals\n", "")
    after = {path: path.read_bytes() for path in (folder / "out").rglob("*") if path.is_file()}
    assert after.pop(folder / "out/index.html")
    assert after == before


def test_parameters_and_the_inventory_are_taken(folder: Path) -> None:
    (folder / "inventory.json").write_text('{"trunks": []}')
    (folder / "office.yaml").write_text(PLAN.replace("trunk: Cisco", 'trunk: "${trunk}"') + "parameters: {trunk: {}}\n")
    result = command("office.yaml", "-o", "out", "--set", "trunk=Nasim", "--inventory", "inventory.json", cwd=folder)

    assert result == (0, "out/index.html: 1 scenario, 3 findings\n", "")
    assert '["Trunk", "Nasim"]' in (folder / "out/index.html").read_text("utf-8")


def test_nothing_is_written_where_a_file_cannot_be_read(folder: Path) -> None:
    assert command("office.yaml", "nowhere.yaml", "-o", "out", cwd=folder) == (
        2,
        "",
        "scenario-kit: `nowhere.yaml` cannot be read: no such file or directory; nothing was written\n",
    )
    assert not (folder / "out").exists()


def test_a_place_that_cannot_be_written_is_reported_in_one_line(folder: Path) -> None:
    (folder / "out").write_text("a file")
    assert command("office.yaml", "-o", "out", cwd=folder) == (
        2,
        "",
        "scenario-kit: out/index.html: not a directory; nothing was written\n",
    )
