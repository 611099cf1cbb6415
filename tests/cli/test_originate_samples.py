"""The samples of the API request: hostile values come out inert and exactly equal, in each language.

What a sample would send is found by running it, with the sending put aside: `curl` is a script that keeps what it was
given, PHP's curl functions and the browser's are stand-ins.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenario_kit.callgraph.graph import compile_graph
from scenario_kit.files.source import parse
from scenario_kit.language.dialable import caller_id_fault
from scenario_kit.language.loading import load
from scenario_kit.rendering.artifacts import render

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = {"SIMOTEL_API_KEY": "key-7", "SIMOTEL_USER": "integrator", "SIMOTEL_PASSWORD": "pa$$ 'word\""}

HOSTILE = [
    "a\"b'c$(id)</script>",
    "JSON",
    "JSON;",
    "<?php exit(1); ?>",
    "?>",
    "$x {$x} $(touch /tmp/owned)",
    "`id`",
    "\\",
    "\\\\",
    '\\"',
    "\\n\\u0000\\x41",
    "'; exit 1; '",
    "%s %d %%",
    "{{ scenario }} {% raw %} {# c #}",
    "<!-- <script> -->",
    "</SCRIPT ><script>alert(1)</script>",
    "]]>",
    "&lt;&amp;&#39;",
    "${server}$server",
    "!! !1 #",
    "سلام\u200cدنیا ۰۲۱",
    "\u202eevil",
    "📞👩\u200d🚀",
    "\u0080\u009b\ufeff\ufffe\uffff",
    "  padded  ",
    "-n",
    "@/etc/passwd",
    "__proto__",
]
"""Values that mean something in shell, PHP, HTML, JavaScript, JSON or Jinja2."""


def body_of(value: str) -> dict[str, str]:
    """Return a request whose every free field is `value`."""
    return {"caller": "521", "callee": "553", "context": value, "caller_id": value, "trunk_name": value}


@cache
def samples(value: str) -> dict[str, str]:
    scenario = {
        "version": 1,
        "name": "hostile",
        "originate": {name: text.replace("${", "$${") for name, text in body_of(value).items()},
        "call": {"dial": {"extension": "any"}},
    }
    loaded = load(parse(json.dumps(scenario).encode(), "hostile.json"))
    assert loaded.scenario is not None, loaded.findings
    artifacts = render(compile_graph(loaded.scenario))
    begin = "hostile/originate."
    return {one.path.removeprefix(begin): one.data.decode() for one in artifacts if one.path.startswith(begin)}


def interpreter(name: str) -> str:
    """Return the path of an interpreter; without it the test is skipped, or fails where all of them are called for."""
    found = shutil.which(name)
    if found is None:
        (pytest.fail if os.environ.get("SCENARIO_KIT_TESTS_NEED_ALL") else pytest.skip)(f"{name} is not installed")
    return found


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        env={"PATH": os.environ["PATH"], **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def one_line(text: str) -> bool:
    """Whether a text is a value of the language at all: not blank, and without control characters."""
    return bool(text.strip()) and not any(ord(c) < 0x20 or c in "\x7f\x85\u2028\u2029" for c in text)


VALUES = st.text(st.characters(exclude_categories=["Cs"])).filter(
    lambda text: one_line(text) and caller_id_fault(text) is None
)


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.unmeasured
def test_the_json_is_the_body_itself_with_every_value_a_text(value: str) -> None:
    assert json.loads(samples(value)["json"]) == body_of(value)


@given(VALUES)
def test_the_json_gives_back_any_value(value: str) -> None:
    assert json.loads(samples(value)["json"]) == body_of(value)


FAKE_CURL = """\
#!/bin/sh
cat > "$RECORD/stdin"
for argument do printf '%s\\n' "$argument"; done > "$RECORD/arguments"
"""


@pytest.fixture(scope="session")
def fake_curl(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bin")
    (folder / "curl").write_text(FAKE_CURL)
    (folder / "curl").chmod(0o755)
    return folder


def sent_by_shell(sample: str, fake_curl: Path, folder: Path, **environment: str) -> tuple[str, list[str]]:
    script = folder / "originate.sh"
    script.write_text(sample, "utf-8")
    path = f"{fake_curl}:{os.environ['PATH']}"
    assert run("/bin/sh", script, **{"PATH": path, "RECORD": str(folder), **environment}) == ""
    return (folder / "stdin").read_text("utf-8"), (folder / "arguments").read_text("utf-8").splitlines()


def arguments(api: str, key: str | None = None, user: str | None = None) -> list[str]:
    return [
        "--fail-with-body",
        "--silent",
        "--show-error",
        "--request",
        "POST",
        f"{api}/call/originate/act",
        *([] if user is None else ["--user", user]),
        *([] if key is None else ["--header", f"X-APIKEY: {key}"]),
        "--header",
        "Content-Type: application/json",
        "--data-binary",
        "@-",
    ]


@pytest.mark.unmeasured
@pytest.mark.parametrize("value", HOSTILE)
def test_the_shell_script_sends_exactly_the_body(value: str, fake_curl: Path, tmp_path: Path) -> None:
    sent, given_to_curl = sent_by_shell(samples(value)["sh"], fake_curl, tmp_path)

    assert json.loads(sent) == body_of(value)
    assert given_to_curl == arguments("http://SIMOTEL_SERVER/api/v4")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["arguments", "originate.sh", "stdin"]


@settings(max_examples=settings().max_examples // 4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES)
def test_the_shell_script_sends_any_value_as_it_is(value: str, fake_curl: Path, tmp_path: Path) -> None:
    sent, _ = sent_by_shell(samples(value)["sh"], fake_curl, tmp_path)

    assert json.loads(sent) == body_of(value)


KEY = {"SIMOTEL_API_KEY": SECRETS["SIMOTEL_API_KEY"]}
BASIC = {name: SECRETS[name] for name in ("SIMOTEL_USER", "SIMOTEL_PASSWORD")}
SERVERS = [
    ("https://pbx.example", "https://pbx.example/api/v4"),
    ("https://pbx.example/", "https://pbx.example/api/v4"),
    ("https://pbx.example/api/v4.1/", "https://pbx.example/api/v4.1"),
]


@pytest.mark.parametrize("secrets", [KEY, BASIC, SECRETS])
@pytest.mark.parametrize(("server", "api"), SERVERS)
def test_the_shell_script_takes_server_and_credentials_from_the_environment(
    server: str, api: str, secrets: dict[str, str], fake_curl: Path, tmp_path: Path
) -> None:
    _, given_to_curl = sent_by_shell(samples("x")["sh"], fake_curl, tmp_path, SIMOTEL_URL=server, **secrets)

    user = f"{SECRETS['SIMOTEL_USER']}:{SECRETS['SIMOTEL_PASSWORD']}" if "SIMOTEL_USER" in secrets else None
    assert given_to_curl == arguments(api, secrets.get("SIMOTEL_API_KEY"), user)


FAKE_PHP_CURL = """\
<?php
namespace Sample;
foreach (['POST', 'POSTFIELDS', 'RETURNTRANSFER', 'TIMEOUT', 'USERPWD', 'HTTPHEADER'] as $option) {
    define("Sample\\\\CURLOPT_$option", $option);
}
function curl_init($url) { return (object) ['url' => $url]; }
function curl_setopt_array($curl, $options) { $curl->options = $options; }
function curl_setopt($curl, $option, $value) { $curl->options[$option] = $value; }
function curl_exec($curl) { return json_encode($curl, JSON_INVALID_UTF8_SUBSTITUTE); }
eval('namespace Sample; ?>' . file_get_contents($argv[1]));
"""


def sent_by_php(sample: str, folder: Path) -> Any:
    (folder / "fake.php").write_text(FAKE_PHP_CURL)
    (folder / "originate.php").write_text(sample, "utf-8")
    answer = run(interpreter("php"), "-n", folder / "fake.php", folder / "originate.php")
    return json.loads(answer)


@pytest.mark.unmeasured
@pytest.mark.parametrize("value", HOSTILE)
def test_the_php_script_sends_exactly_the_body(value: str, tmp_path: Path) -> None:
    sent = sent_by_php(samples(value)["php"], tmp_path)

    assert json.loads(sent["options"].pop("POSTFIELDS")) == body_of(value)
    assert sent == {
        "url": "http://SIMOTEL_SERVER/api/v4/call/originate/act",
        "options": {
            "POST": True,
            "RETURNTRANSFER": True,
            "TIMEOUT": 30,
            "HTTPHEADER": ["Content-Type: application/json"],
        },
    }


@pytest.mark.parametrize("put_in", [("API_KEY",), ("USER", "PASSWORD"), ("API_KEY", "USER", "PASSWORD")])
@pytest.mark.parametrize(("server", "api"), SERVERS)
def test_the_php_script_sends_the_credentials_that_are_put_in(
    server: str, api: str, put_in: tuple[str, ...], tmp_path: Path
) -> None:
    sample = samples("x")["php"].replace("http://SIMOTEL_SERVER", server)
    for name in put_in:
        sample = sample.replace(f"YOUR_{name}'", f"my {name}'")

    sent = sent_by_php(sample, tmp_path)

    key = ["X-APIKEY: my API_KEY"] if "API_KEY" in put_in else []
    assert sent["url"] == f"{api}/call/originate/act"
    assert sent["options"]["HTTPHEADER"] == ["Content-Type: application/json", *key]
    assert sent["options"].get("USERPWD") == ("my USER:my PASSWORD" if "USER" in put_in else None)


class Page(HTMLParser):
    """The elements of a page, and the text of its scripts and of the rest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.scripts: list[str] = []
        self.shown: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self._in_script = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  the parser's own signature
        self._in_script = False

    def handle_data(self, data: str) -> None:
        (self.scripts if self._in_script else self.shown).append(data)

    @property
    def body(self) -> Any:
        script = "".join(self.scripts)
        begin = "const body = "
        value, _ = json.JSONDecoder().raw_decode(script, script.index(begin) + len(begin))
        return value


HARMLESS = Page(samples("x")["html"])


@pytest.mark.parametrize("value", HOSTILE)
def test_the_page_holds_the_body_in_its_one_script_and_nothing_else_changes(value: str) -> None:
    page = Page(samples(value)["html"])

    assert page.body == body_of(value)
    assert page.elements.count("script") == 1
    assert (page.elements, page.attributes, page.shown) == (HARMLESS.elements, HARMLESS.attributes, HARMLESS.shown)


@given(VALUES)
def test_the_page_holds_any_value_as_it_is(value: str) -> None:
    page = Page(samples(value)["html"])

    assert page.body == body_of(value)
    assert (page.elements, page.attributes, page.shown) == (HARMLESS.elements, HARMLESS.attributes, HARMLESS.shown)


def test_the_numbers_that_a_page_shows_are_text_and_not_markup() -> None:
    scenario = {
        "version": 1,
        "name": "hostile",
        "originate": {"caller": "<b>1</b>", "callee": "&amp;\"'", "context": "c", "caller_id": "1"},
        "call": {"dial": {"extension": "any"}},
    }
    loaded = load(parse(json.dumps(scenario).encode(), "hostile.json"))
    assert loaded.scenario is not None, loaded.findings
    artifacts = {artifact.path: artifact.data.decode() for artifact in render(compile_graph(loaded.scenario))}

    page = Page(artifacts["hostile/originate.html"])

    assert page.elements == HARMLESS.elements
    assert [finding.code for finding in loaded.findings] == ["S006", "S006"]  # the page shows what is left of them
    assert "Calls b, and once it has answered, amp." in "".join(page.shown)


FAKE_BROWSER = """\
"use strict";
const fields = {
  server: "https://pbx.example", key: "key-7", user: "کاربر", password: "p\\u00e4ss",
  ...JSON.parse(process.argv[4] || "{}"),
};
const answer = {hidden: true, textContent: ""};
let submit;
globalThis.FormData = class { get(name) { return fields[name]; } };
globalThis.document = {
  querySelector: (selector) => ({addEventListener: (event, listener) => { submit = listener; }}),
  getElementById: (id) => answer,
};
let request;
globalThis.fetch = async (url, options) => {
  request = {url, ...options};
  if (process.argv[3] === "offline") throw new TypeError("no way there");
  return {text: async () => "answered"};
};
(0, eval)(require("node:fs").readFileSync(process.argv[2], "utf-8"));
submit({preventDefault() {}, target: {}}).then(() => console.log(JSON.stringify({request, answer})));
"""


def sent_by_browser(value: str, folder: Path, *more: str) -> Any:
    (folder / "browser.cjs").write_text(FAKE_BROWSER, "utf-8")
    (folder / "script.js").write_text("".join(Page(samples(value)["html"]).scripts), "utf-8")
    return json.loads(run(interpreter("node"), folder / "browser.cjs", folder / "script.js", *more))


@pytest.mark.unmeasured
@pytest.mark.parametrize("value", HOSTILE)
def test_the_page_sends_exactly_the_body_and_shows_the_answer(value: str, tmp_path: Path) -> None:
    sent = sent_by_browser(value, tmp_path)

    assert json.loads(sent["request"].pop("body")) == body_of(value)
    assert sent == {
        "request": {
            "url": "https://pbx.example/api/v4/call/originate/act",
            "method": "POST",
            "headers": {
                "X-APIKEY": "key-7",
                "Authorization": "Basic 2qnYp9ix2KjYsTpww6Rzcw==",
                "Content-Type": "application/json",
            },
        },
        "answer": {"hidden": False, "textContent": "answered"},
    }


@pytest.mark.parametrize(
    ("empty", "names"),
    [
        ({"key": ""}, ["Authorization", "Content-Type"]),
        ({"user": "", "password": ""}, ["X-APIKEY", "Content-Type"]),
        ({}, ["X-APIKEY", "Authorization", "Content-Type"]),
    ],
)
@pytest.mark.parametrize(("server", "api"), SERVERS)
def test_the_page_sends_the_credentials_that_are_filled_in(
    server: str, api: str, empty: dict[str, str], names: list[str], tmp_path: Path
) -> None:
    sent = sent_by_browser("x", tmp_path, "online", json.dumps({"server": server, **empty}))

    assert sent["request"]["url"] == f"{api}/call/originate/act"
    assert list(sent["request"]["headers"]) == names


def test_the_page_says_why_nothing_could_be_sent(tmp_path: Path) -> None:
    sent = sent_by_browser("x", tmp_path, "offline")

    assert sent["answer"] == {"hidden": False, "textContent": "TypeError: no way there"}


def test_no_sample_holds_a_credential_but_its_placeholders(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    made = samples("no-credentials")

    placeholders = ("YOUR_API_KEY", "YOUR_USER", "YOUR_PASSWORD")
    counts = {kind: [text.count(word) for word in (*placeholders, *SECRETS.values())] for kind, text in made.items()}

    once, never = [1, 1, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0]
    assert counts == {"json": never, "sh": once, "php": once, "html": once}
