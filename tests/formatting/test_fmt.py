"""The canonical style: what it is, that nothing is lost on the way, and what is not touched."""

from __future__ import annotations

import re
from random import Random
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.paths import ROOT

from scenario_kit import render
from scenario_kit.files.source import parse
from scenario_kit.findings.model import ScenarioKitError
from scenario_kit.formatting import format_document, masked_diff
from scenario_kit.formatting.comments import attach
from scenario_kit.formatting.tree import UnformattableError, tree_of
from scenario_kit.formatting.verification import verify
from scenario_kit.language.loading import load
from scenario_kit.rules.checking import check

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = [path for folder in ("ok", "err") for path in sorted((ROOT / "tests" / folder).rglob("*.yaml"))]


def formatted(text: str) -> str:
    result = format_document(parse(text.encode(), "x.yaml"))
    assert result.findings == ()
    assert not format_document(result.after).is_changed
    return result.after.data.decode()


def styled(text: str) -> str:
    """Format what follows `version` and `name`."""
    head = "version: 1\nname: x\n"
    result = formatted(head + dedent(text))
    assert result.startswith(head)
    return result.removeprefix(head)


def test_a_file_with_everything_gets_the_canonical_style() -> None:
    messy = """\
        # Rings a client.

        # scenario-kit: ignore C216
        name: 'consult'   # unique


        # what the API is asked for
        originate: {caller: 0521,   # first
          # the client
          callee: 1:30, context: main, caller_id: no }
        tests:
        -   expect: {path: [route,
                # the talk
                dial]}
            # in words
            name: |   # long
                it rings
                # no comment
            # of this test
        call:

            # last of all
            unavailable:   ~
            dial: {trunk: Cisco, timeout_sec: 30} # over the trunk
            record:   yes   # from the start
                            # to the end
            # of the call
        version: 1
        # the end
        """
    assert formatted(dedent(messy)) == dedent("""\
        # Rings a client.

        # scenario-kit: ignore C216
        version: 1
        name: "consult"   # unique

        # what the API is asked for
        originate:
          caller: "0521"  # first
          # the client
          callee: "1:30"
          context: main
          caller_id: "no"
        call:
          record: yes       # from the start
                            # to the end
          dial: {trunk: Cisco, timeout_sec: 30}   # over the trunk
          # last of all
          unavailable: ~
          # of the call
        tests:
          # in words
          - name: |   # long
              it rings
              # no comment
            expect:
              path:
                - route
                # the talk
                - dial
            # of this test
        # the end
        """)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "sheets: {a: {b: {next: ~, timeout_sec: 5, trunk: Cisco, name: B, component: trunk}}}\n",
            "sheets: {a: {b: {component: trunk, name: B, trunk: Cisco, timeout_sec: 5, next: ~}}}\n",
            id="component, name, parameters as in the catalogue, next",
        ),
        pytest.param(
            "sheets: {a: {b: {rows: [{next: c, text: x, case: t}], max_digits: 1, component: ivr}}}\n",
            "sheets: {a: {b: {component: ivr, max_digits: 1, rows: [{case: t, text: x, next: c}]}}}\n",
            id="rows last, and in a row next last",
        ),
        pytest.param(
            "sheets: {z: {c: {zz: 1, component: answer, aa: 2}}, a: {}}\nnope: 1\ncall: {busy: ~, match: [], x: 1}\n",
            "call: {match: [], busy: ~, x: 1}\nsheets: {z: {c: {component: answer, zz: 1, aa: 2}}, a: {}}\nnope: 1\n",
            id="the author's own order for the author's own names, unknown keys behind the others",
        ),
        pytest.param(
            "tests:\n- {expect: {}, world: {b: {talk_sec: 1, outcome: busy}, a: {}}, name: m}\n",
            "tests:\n  - {name: m, world: {b: {outcome: busy, talk_sec: 1}, a: {}}, expect: {}}\n",
            id="lists are indented",
        ),
        pytest.param(
            f"originate: {{caller: a, callee: b, context: {'c' * 90}, caller_id: d, trunk_name: e}}\n",
            f"originate:\n  caller: a\n  callee: b\n  context: {'c' * 90}\n  caller_id: d\n  trunk_name: e\n",
            id="what does not fit on a line gets lines of its own",
        ),
        pytest.param("call: {dial:\n  {trunk:\n    a}}\n", "call: {dial: {trunk: a}}\n", id="what fits is one line"),
        pytest.param(
            "call:\n    dial:\n            trunk: Cisco\n",
            "call:\n  dial:\n    trunk: Cisco\n",
            id="two blanks a level",
        ),
        pytest.param("call: {\t'dial' : {}   }   \n\n\n", "call: {dial: {}}\n", id="blanks"),
        pytest.param(
            "\n\ncall:\n\n  dial: {}\n\n\n\n  busy: ~\n \n\n\nvariables: []",
            "\ncall:\n  dial: {}\n\n  busy: ~\n\nvariables: []\n",
            id="blank lines, of which one stays",
        ),
        pytest.param(
            "call: {busy: , unavailable: null, dial: {extension: ~}}\ntests:\n-\n- ~\n",
            "call: {dial: {extension: ~}, busy: , unavailable: null}\ntests:\n  -\n  - ~\n",
            id="every way to write nothing stays",
        ),
        pytest.param(
            "call: {record: on, dial: {queue: &q 900}}\ntests: [{caller: *q, name: m, expect: {recorded: no}}]\n",
            'call: {record: on, dial: {queue: &q "900"}}\ntests: [{name: m, caller: *q, expect: {recorded: no}}]\n',
            id="anchors stay, and so do words for truth",
        ),
        pytest.param(
            "tests: [{name: &n a, expect: {}}]\ndescription: *n\n",
            "tests: [{name: &n a, expect: {}}]\ndescription: *n\n",
            id="no alias before its anchor",
        ),
        pytest.param(
            "sheets: &s\n    a: &t   !!map\n        b: {component: !!str answer}\n",
            "sheets: &s\n  a: &t !!map\n    b: {component: !!str answer}\n",
            id="anchors and tags of blocks",
        ),
        pytest.param(
            "description: |2-\n      a\n     b\n\n\n# c\ncall: {}\n",
            "description: |2-\n      a\n     b\n\n# c\ncall: {}\n",
            id="a literal text with an indentation of its own",
        ),
        pytest.param(
            "description: >+\n   a\n   b\n\n     c  \n\n\ncall: {}\n",
            "description: >+\n  a\n  b\n\n    c  \n\n\ncall: {}\n",
            id="a folded text with the line feeds at its end and the blanks in it",
        ),
        pytest.param("description: |\n  a", "description: |-\n  a\n", id="a text that the end of the file ends"),
        pytest.param("description: |+\n  a\n  ", "description: |+\n  a\n", id="and one that it does not end"),
        pytest.param("description: |\n", "description: |\n", id="a text with nothing in it"),
        pytest.param(
            'description: "a\\  \n\n      b\\\n      \\  c"\n',
            'description: "a\\ \n\n  b\\\n  \\  c"\n',
            id="a text in quotes over several lines",
        ),
        pytest.param(
            "call: {dial: {trunk: long\n  name}}\n",
            "call:\n  dial:\n    trunk: long\n      name\n",
            id="several lines in braces",
        ),
        pytest.param('description: "\\u200c\\x41"\n', 'description: "\\u200c\\x41"\n', id="escapes stay escapes"),
        pytest.param("description: 'it''s \"so\"'\n", "description: 'it''s \"so\"'\n", id="quotes in quotes"),
        pytest.param("? call\n: ? dial\n  : {}\n", "call:\n  dial: {}\n", id="keys with a question mark"),
        pytest.param("on: {yes: 1}\n", '"on": {"yes": 1}\n', id="keys that are truths to others"),
        pytest.param("tests:\n- - {name: m}\n  -   a\n", "tests:\n  - - {name: m}\n    - a\n", id="a list in a list"),
        pytest.param(
            "tests:\n- &a\n  name: k\n- &b   # c\n  # d\n  name: m\n",
            "tests:\n  - &a\n    name: k\n  # c\n  # d\n  - &b\n    name: m\n",
            id="an item with an anchor",
        ),
    ],
)
def test_style(text: str, expected: str) -> None:
    assert styled(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "call:  # a\n  # b\n  dial:  # c\n    # d\n    {}  # e\n",
            "call:  # a\n  # b\n  # c\n  # d\n  dial: {}  # e\n",
            id="around a value on the next line",
        ),
        pytest.param(
            "call: { # a\n  # b\n  dial: # c\n    {}, # d\n  # e\n  } # f\n",
            "# a\ncall:  # f\n  # b\n  # c\n  dial: {}  # d\n  # e\n",
            id="in braces",
        ),
    ],
)
def test_comments(text: str, expected: str) -> None:
    assert styled(text) == expected


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_example_keeps_its_values_and_findings_and_is_formatted_once(path: Path) -> None:
    document = parse(path.read_bytes(), "x.yaml")
    try:
        result = format_document(document)
    except ScenarioKitError as error:
        pytest.fail(str(error))
    if result.findings:
        unreadable = {"S001", "S002", "S003", "S005", "S006", "S007", "S011", "S016"}
        assert {finding.code for finding in result.findings} <= unreadable
        return
    assert not format_document(result.after).is_changed
    if "*" not in document.text:
        assert values(result.after.text) == values(document.text)


def values(text: str) -> Any:
    """Read YAML with another reader than ours, every scalar as it is written."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  which makes nothing but texts


BARE = st.text(alphabet="0123456789_:.+-eExXobaAfFnNyYrstuRSTUiI", min_size=1, max_size=8)


@given(BARE)
def test_what_people_dial_is_text_to_every_tool(number: str) -> None:
    text = f"version: 1\nname: x\noriginate: {{callee: {number}}}\n"
    try:
        read = yaml.load(text, Loader=yaml.BaseLoader)["originate"]  # noqa: S506  which makes nothing but texts
    except yaml.YAMLError:
        return
    if set(read) != {"callee"} or not isinstance(read["callee"], str):
        return
    assert yaml.safe_load(formatted(text)) == {"version": 1, "name": "x", "originate": read}


@pytest.mark.parametrize(
    "number",
    [
        "0o17",
        "0x1F",
        "1e3",
        "017",
        "+1",
        "1:30:00",
        "-.inf",
        ".NaN",
        "1_0",
        "y",
        "NO",
        "True",
        "0b1",
        "1.",
        "2026-03-21",
    ],
)
def test_numbers_and_truths_of_yaml_1_1_and_1_2_are_quoted(number: str) -> None:
    assert styled(f"call: {{match: [{number}]}}\n") == f'call: {{match: ["{number}"]}}\n'


def test_only_text_is_quoted_and_in_a_web_services_answer_only_what_json_would_change() -> None:
    assert styled("""\
        parameters: {a: {default: 0211}}
        call: {record: yes, dial: {trunk_api: {api_address: 5, timeout_sec: 30}}, survey: {label: 1, poll_max: 5}}
        simotel_ini: {client_api_caller_timeout: 1}
        tests:
          - name: t
            at: 2026-11-23T10:00
            world: {dial: {response: {ok: 1, to: 0912, up: true, off: no, rate: 1.5, cut: 1.50}, digits: 5}}
            expect: {path: [1], warnings_at_sec: [280]}
        """) == dedent("""\
        parameters: {a: {default: "0211"}}
        call: {record: yes, dial: {trunk_api: {api_address: "5", timeout_sec: 30}}, survey: {label: "1", poll_max: 5}}
        simotel_ini: {client_api_caller_timeout: 1}
        tests:
          - name: t
            at: 2026-11-23T10:00
            world: {dial: {response: {ok: 1, to: "0912", up: true, "off": "no", rate: 1.5, cut: "1.50"}, digits: "5"}}
            expect: {path: ["1"], warnings_at_sec: [280]}
        """)


def test_the_short_forms_of_dialling_are_dialled_too() -> None:
    for dial in ("extension: 553", "queue: 0900", "trunk: 1", "extension_api: 5"):
        key, number = dial.split(": ")
        assert styled(f"call: {{dial: {{{dial}}}}}\n") == f'call: {{dial: {{{key}: "{number}"}}}}\n'


SHORT: dict[str, Any] = {
    "version": "1",
    "name": "short",
    "description": "Any text: with `#`, and more.",
    "parameters": {"trunk": {"default": "01"}, "crm": {"default": "http://crm.example/x", "description": "yes"}},
    "originate": {"caller": "0521", "callee": "1:30", "context": "main", "caller_id": "no", "timeout": "30s"},
    "call": {
        "match": ["0X.", "1:30", "+98"],
        "record": "yes",
        "dial": {"trunk_api": {"api_address": "${crm}/next", "timeout_sec": "5"}},
        "survey": {"label": "adviser", "poll_min": "1", "poll_max": "5", "max_digits": "1"},
        "unavailable": "sorry",
    },
    "simotel_ini": {"beeper": {"enabled": "on", "time_to_end_sec": "20"}},
    "tests": [
        {
            "name": "0900",
            "world": {"dial": {"response": {"ok": "1", "trunk": "${trunk}"}, "talk_sec": "5"}},
            "expect": {"path": ["route", "record", "dial"], "cdr": {"disposition": "BUSY", "billsec": "0"}},
        },
        {"name": "second", "expect": {"recorded": "true"}},
    ],
}
LONG: dict[str, Any] = {
    "version": "1",
    "name": "long",
    "variables": [{"name": "menu", "type": "announcement", "value": "0"}],
    "sheets": {
        "incoming": {
            "entry": {"component": "incoming_route", "context": "pstn", "rows": [{"did": "31041", "next": "pick-up"}]},
            "pick-up": {"component": "answer", "type": "answer", "next": "menu"},
            "menu": {
                "component": "ivr",
                "announcement": {"variable": "menu"},
                "max_digits": "1",
                "rows": [{"case": "1", "text": "on", "next": "back/desk"}, {"case": "t", "next": "menu"}],
            },
        },
        "back": {"desk": {"component": "extension", "extension": "0553", "next": {"S": "out", "B": "out", "F": "out"}}},
    },
}
LONG["sheets"]["back"]["out"] = {"component": "announcement", "announcement": "12", "next": "in"}
LONG["sheets"]["back"]["in"] = {"component": "disa", "password": "1e3", "context": "main"}


class Author:
    """Writes a scenario as somebody might have: any order, any style, and comments that say where they stand."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  thousands of choices, which Hypothesis would shrink one by one
        self.comments: list[str] = []

    def maybe(self) -> bool:
        return self.random.randrange(4) == 0

    def comment(self, place: str, key: str) -> str:
        self.comments.append(f"# {len(self.comments)} {place} {key}")
        return self.comments[-1]

    def blank(self) -> list[str]:
        return [""] * self.random.choice([0, 0, 0, 1, 3])

    def scalar(self, text: str) -> str:
        styles = ["{}", '"{}"', "'{}'"] if re.fullmatch(r"[\w.-][\w.:/+-]*", text) else ['"{}"', "'{}'"]
        return self.random.choice(styles).format(text)

    def flow(self, value: Any, indent: int) -> str:
        """Write in braces, maybe over lines with comments in between; the last line is the brace's own then."""
        if isinstance(value, str):
            return self.scalar(value)
        is_list = isinstance(value, list)
        entries = [("", item) for item in value] if is_list else self.shuffled(value)
        over_lines, pad = self.maybe(), " " * indent
        text = "[" if is_list else "{"
        for index, (key, child) in enumerate(entries):
            if over_lines:
                text += "\n" + (f"{pad}{self.comment('above', key)}\n" if key and index and self.maybe() else "") + pad
            text += (f"{key}: " if key else "") + self.flow(child, indent + 1)
            text += "," if index < len(entries) - 1 else ""
            if over_lines and isinstance(child, str) and key and self.maybe():
                text += f"  {self.comment('beside', key)}\n{pad}"
            text += " "
        return text + ("]" if is_list else "}")

    def shuffled(self, value: dict[str, Any]) -> list[tuple[str, Any]]:
        return self.random.sample(list(value.items()), len(value))

    def block(self, value: Any, indent: int, *, in_item: bool = False) -> list[str]:
        pad = " " * indent
        lines: list[str] = []
        if isinstance(value, list):
            for item in value:
                lines += self.blank()
                lines += self.item(item, indent)
            return lines
        for index, (key, child) in enumerate(self.shuffled(value)):
            if index or not in_item:
                lines += self.blank()
            if index and self.maybe():
                lines.append(" " * self.random.randint(0, indent) + self.comment("above", key))
            lines += self.pair(f"{pad}{key}:", key, child, indent)
            if self.maybe() and not isinstance(child, list):  # whose last item would be meant
                deeper = pad + " " * (1 if isinstance(child, dict) else self.random.randint(1, 3))
                lines += [*self.blank(), deeper + self.comment("below", key)]
        return lines

    def pair(self, head: str, key: str, child: Any, indent: int) -> list[str]:
        beside = " " * self.random.randint(1, 9) + self.comment("beside", key) if self.maybe() else ""
        if isinstance(child, str):
            if "`" in child and self.maybe():
                return [f"{head} >-{beside}", *(f"{' ' * (indent + 3)}{word}" for word in child.split())]
            return [f"{head} {self.scalar(child)}{beside}"]
        if self.maybe():
            return f"{head} {self.flow(child, indent + 2)}{beside}".split("\n")
        deeper = self.random.randint(0 if isinstance(child, list) else 1, 4)
        return [f"{head}{beside}", *self.block(child, indent + deeper)]

    def item(self, item: Any, indent: int) -> list[str]:
        if isinstance(item, str):
            return [f"{' ' * indent}- {self.scalar(item)}"]
        if self.maybe():
            return f"{' ' * indent}- {self.flow(item, indent + 2)}".split("\n")
        deeper = self.random.randint(2, 4)
        first, *more = self.block(item, indent + deeper, in_item=True)
        return [f"{' ' * indent}-{' ' * (deeper - 1)}{first.lstrip()}", *more]


@settings(max_examples=settings().max_examples // 2)
@given(st.integers(0, 2**32), st.sampled_from([SHORT, LONG]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_comment_stays_at_its_key_and_the_calls_are_the_same(
    seed: int, scenario: dict[str, Any], newline: str
) -> None:
    author = Author(seed)
    text = "\n".join(["# head", *author.block(scenario, 0), *author.blank(), "# end", *author.blank()])
    before = parse(("\ufeff" * author.maybe() + text.replace("\n", newline)).encode(), "x.yaml")

    after = format_document(before).after.data.decode()

    assert values(after) == values(text)
    assert artifacts(after) == artifacts(text)
    assert formatted(after) == after
    lines = after.split("\n")
    assert (lines[0], lines[-2:]) == ("# head", ["# end", ""])
    assert list(values(after)) == [key for key in SECTIONS.split() if key in scenario]
    told = [line[line.index("# ") :] for line in lines if re.search(r"# \d+ ", line)]
    assert sorted(told) == sorted(author.comments)
    for number, line in enumerate(lines):
        match = re.search(r"# \d+ (above|beside|below) (\S+)$", line)
        if match is not None:
            assert f"{match[2]}:" in key_line(lines, number, match[1]), f"{line}\n\n{text}\n\n{after}"


SECTIONS = "version name description parameters originate call sheets variables simotel_ini tests"


def artifacts(text: str) -> list[Any]:
    calls, _ = check(load(parse(text.encode(), "x.yaml")))
    assert calls is not None
    return render(calls)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{version: 1, name: x} # c\n", "version: 1\nname: x\n# c\n"),
        ("{ # c\n version: 1, name: x}\n", "# c\nversion: 1\nname: x\n"),
        ("{version: 1, name:\n  # c\n  x}\n", "version: 1\n# c\nname: x\n"),
        ("{version: 1, name: x\n  # c\n}\n", "version: 1\nname: x\n# c\n"),
        ("# a\n---\n# b\nversion: 1\nname: x\n", "# a\n---\n# b\nversion: 1\nname: x\n"),
        ("---\nname: x\nversion: 1\n", "---\nversion: 1\nname: x\n"),
    ],
)
def test_comments_around_the_whole_document(text: str, expected: str) -> None:
    assert formatted(text) == expected


def key_line(lines: list[str], number: int, place: str) -> str:
    """Return the line of the key that a comment is about."""
    if place == "beside":
        return lines[number]
    if place == "above":
        return next(line for line in lines[number:] if line.strip() and not line.lstrip().startswith("#"))
    indent = len(lines[number]) - len(lines[number].lstrip())
    above = (line for line in reversed(lines[:number]) if line.strip() and not line.lstrip().startswith("#"))
    return next(line for line in above if len(line) - len(line.lstrip(" -")) < indent)


UNFORMATTABLE = [
    (
        "%YAML 1.2\n---\nversion: 1\nname: x\n",
        "there is a YAML directive (a line that begins with %) before the scenario",
    ),
    ("version: 1\n? 'a\n  b'\n: x\n", "a key spans several lines"),
    ("version: 1\nname: &n # c\n  x\n", "there is a comment between an anchor or tag and its value"),
    ("--- &a\nversion: 1\nname: x\n", "the document is not a plain mapping"),
]


@pytest.mark.parametrize(("text", "reason"), UNFORMATTABLE)
def test_what_cannot_be_kept_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ScenarioKitError) as caught:
        format_document(parse(text.encode(), "x.yaml"))
    assert str(caught.value) == f"x.yaml: not formatted: {reason}"


def test_a_comment_that_would_ignore_another_line_is_refused() -> None:
    text = """\
        version: 1
        name: x
        originate: {caller: 521, callee: 09371234567, context: main, caller_id: 557}
        call:
          # scenario-kit: ignore W105
          dial:
            {trunk: Cisco}
        """
    with pytest.raises(ScenarioKitError, match="formatting would change its findings"):
        format_document(parse(dedent(text).encode(), "x.yaml"))


def test_a_line_with_an_ignore_comment_stays_one_line() -> None:
    line = f"call: {{dial: {{trunk: {'T' * 110}}}}}  # scenario-kit: ignore W105\n"
    assert styled(line) == line


PROVED = "version: 1\nname: x\ncall: {match: [0X.], dial: {trunk: a}, unavailable: ~}  # c\n"


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (PROVED.replace("trunk: a", "trunk: b"), "formatting would change its values"),
        (PROVED.replace("unavailable: ~", 'unavailable: "~"'), "formatting would change its values"),
        (PROVED + "call: {}\n", "formatting would change its values"),
        (PROVED.replace("# c", "# d"), "formatting would lose a comment or move it to another key"),
        (PROVED.replace("  # c", ""), "formatting would lose a comment or move it to another key"),
        (
            "version: 1  # c\n" + PROVED.replace("version: 1\n", "").replace("  # c", ""),
            "formatting would lose a comment",
        ),
    ],
)
def test_a_text_with_another_meaning_is_refused(other: str, reason: str) -> None:
    before = parse(PROVED.encode(), "x.yaml")
    tree = tree_of(before)
    attach(tree)
    verify(tree, before, before)
    with pytest.raises(UnformattableError, match=reason):
        verify(tree, before, parse(other.encode(), "x.yaml"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("version: 1\nversion: 1\n", "S003"),
        ("version: 1: 2\n", "S002"),
        ("version: 2\nname: x\n", "S007"),
        ("services: {}\n", "S005"),
        ("- version: 1\n", "S006"),
        ("version: [1]\n", "S007"),
        ("version: 1\nname: !int 5\n", "S011"),
    ],
)
def test_what_is_no_scenario_has_no_style(text: str, code: str) -> None:
    document = parse(text.encode(), "x.yaml")
    result = format_document(document)
    assert (result.after, {finding.code for finding in result.findings}) == (document, {code})


def test_a_scenario_with_findings_is_formatted_all_the_same() -> None:
    assert styled("call: {dial: {trnk: a},   busy: 1}\n") == 'call: {dial: {trnk: a}, busy: "1"}\n'


SECRET = """\
version: 1
name: x
parameters: {pw: {default: hunter2}, other: {default: shown}}
sheets:
  a:
    d: {password: &p "s3cret", component: disa, context: c}   # password: topsecret
    e: {defined_secret: "${pw}", component: authentication, type: defined_secret}
    f: {defined_secret: 12345, component: authentication}
    g: {api_address: "http://joe:geheim@host/", component: trunk_api}
    # http://joe:geheim@host/
    h: {password: *p, component: disa}
    i:
      defined_secret: >-
        first
        second
      component: authentication
"""


def test_a_diff_shows_no_secret_and_yet_every_change() -> None:
    before = parse(SECRET.encode(), "x.yaml")
    told = masked_diff(before, format_document(before).after)
    assert (
        told
        == """\
--- x.yaml
+++ x.yaml
@@ -3,14 +3,14 @@
 parameters: {pw: {default: ***}, other: {default: shown}}
 sheets:
   a:
-    d: {password: &p "***", component: disa, context: c}   # password: ***
-    e: {defined_secret: "***", component: authentication, type: defined_secret}
-    f: {defined_secret: ***, component: authentication}
-    g: {api_address: "http://***@host/", component: trunk_api}
+    d: {component: disa, password: &p "***", context: c}   # password: ***
+    e: {component: authentication, type: defined_secret, defined_secret: "***"}
+    f: {component: authentication, defined_secret: "***"}
+    g: {component: trunk_api, api_address: "http://***@host/"}
     # http://***@host/
-    h: {password: ***, component: disa}
+    h: {component: disa, password: ***}
     i:
+      component: authentication
       defined_secret: ***
         ***
         ***
-      component: authentication
"""
    )


def test_a_diff_shows_line_ends_and_byte_order_marks() -> None:
    before = parse(b"\xef\xbb\xbfversion: 1\r\nname: x", "x.yaml")
    assert masked_diff(before, format_document(before).after) == (
        "--- x.yaml\n+++ x.yaml\n@@ -1,2 +1,2 @@\n-\ufffdversion: 1\ufffd\n-name: x\n\\ No newline at end of file\n"
        "+version: 1\n+name: x\n"
    )
    assert masked_diff(before, before) == ""


def test_the_page_shows_what_is_done() -> None:
    page = (ROOT / "docs/formatting.md").read_text("utf-8")
    (before,) = re.findall(r"<!-- before -->\n```yaml\n(.*?)```", page, re.DOTALL)
    (after,) = re.findall(r"<!-- after -->\n```yaml\n(.*?)```", page, re.DOTALL)
    assert formatted(before) == after
