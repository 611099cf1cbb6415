"""Laws that hold for every file: what is not managed stays, what is wanted is read back, twice is once."""

from __future__ import annotations

import re
from configparser import ParsingError

from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from support.settings_files import ANNOUNCE, ENABLED, REPEAT, TIMEOUT, TO_END, read, setting

from scenario_kit.pbx.ini.diff import unified_diff
from scenario_kit.pbx.ini.plan import IniPlan, plan_ini
from scenario_kit.pbx.ini.settings import MANAGED, Layout, section_of
from scenario_kit.pbx.ini.text import IniText, read_ini

SECTIONS = ["api", "call_limit", "client_api_service", "redis", "API", "DEFAULT"]
INDENTS = st.sampled_from(["", "", "", " ", "  ", "    ", "\t", " \t "])
FOREIGN = st.one_of(
    st.sampled_from(
        ["", "  ", "\t", "# comment", "  ; comment", "#a = b", "a", "b = 1", "c: x", "a=1 # c", "d =", "'q' = 'v'"]
    ),
    st.sampled_from(
        ["web_socket_permitted_origin = ['localhost:88']", "e = %(x)s ${y}", "[", "[]", "]", "f = [redis]"]
    ),
    st.text("ab=:#;[]'\" %$\\\x0b\x85\u2028فا", max_size=8).filter(
        lambda text: not text.lstrip().startswith(("=", ":"))
    ),
)


@st.composite
def managed(draw: st.DrawFn) -> str:
    key = draw(st.sampled_from([*MANAGED, TIMEOUT.upper(), ENABLED.title()]))
    delimiter = draw(st.sampled_from([" = ", "=", ": ", " :", "  =  ", "\t=\t"]))
    value = draw(st.sampled_from(["1", "True", "'True'", "20", "beep", "", "None", "'a # b'", "x y", "60 * 60"]))
    return draw(INDENTS) + key + delimiter + value + draw(st.sampled_from(["", "", "  ", " # comment", "\t; x"]))


@st.composite
def files(draw: st.DrawFn) -> str:
    sections = draw(st.permutations(SECTIONS))
    lines = draw(st.lists(FOREIGN, max_size=3))
    for section in sections[: draw(st.integers(0, len(sections)))]:
        lines.append(draw(INDENTS) + f"[{section}]" + draw(st.sampled_from(["", "", " # comment"])))
        body = st.one_of(st.builds(str.__add__, INDENTS, FOREIGN), managed(), st.just(f"# {TIMEOUT} = 5"))
        lines += draw(st.lists(body, max_size=8))
    end = draw(st.sampled_from(["\n", "\r\n", "\r", None]))
    ends = [end or draw(st.sampled_from(["\n", "\r\n", "\r"])) for _ in lines]
    unfinished: bool = draw(st.booleans())
    if ends and unfinished:
        ends[-1] = ""
    return draw(st.sampled_from(["", "\ufeff"])) + "".join(map(str.__add__, lines, ends))


WANTED = st.fixed_dictionaries(
    {},
    optional={
        TIMEOUT: st.sampled_from(["1", "5", "None"]),
        ENABLED: st.sampled_from(["True", "false", "1"]),
        ANNOUNCE: st.sampled_from(["beep", "/a b/c.wav", "بوق"]),
        TO_END: st.sampled_from(["20", "1"]),
        REPEAT: st.sampled_from(["0", "10"]),
    },
)
LAYOUTS = st.sampled_from([None, *Layout])
many = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def make(text: str, wanted: dict[str, str], layout: Layout | None) -> IniPlan:
    return plan_ini(text.encode(), [setting(*item) for item in wanted.items()], file="f", layout=layout)


def foreign(text: str) -> list[str]:
    """The lines, with their ends, on which no managed key stands, comments apart."""
    lines = [line for line in re.findall(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", text.removeprefix("\ufeff")) if line]
    names = tuple(MANAGED)
    return [line for line in lines if not line.lstrip().lower().startswith(names)]


def as_python(text: str) -> dict[str, dict[str, str | None]]:
    """Read as Python does a file that it opens; from the first section on, as configparser refuses lines before it."""
    body = re.sub(r"\r\n|\r", "\n", text.removeprefix("\ufeff"))
    start = re.search(r"(?m)^[^\S\n]*\[.+\]", body)
    try:
        return read(body[start.start() :]) if start else {}
    except (AttributeError, ParsingError):  # a key without a value that is continued; up to 3.12 a fault of its own
        return reject()


def means(key: str, value: str | None) -> str:
    """What a managed value says: without the comment behind it, quotes, and the spelling of truth."""
    bare = re.sub(r"(?:^|\s)[#;].*", "", value or "", count=1).strip().strip("'")
    return {"true": "True", "1": "True", "false": "False"}.get(bare.lower(), bare) if key == ENABLED else bare


def own_lines(value: str | None) -> str | None:
    """A value without the managed settings that it has swallowed."""
    return value and "\n".join(line for line in value.split("\n") if not line.lower().startswith(MANAGED)).rstrip()


@many
@given(files(), WANTED, LAYOUTS)
def test_every_foreign_line_stays_byte_for_byte_and_in_order(
    text: str, wanted: dict[str, str], layout: Layout | None
) -> None:
    planned = make(text, wanted, layout)
    old, new = foreign(text), foreign(planned.new_bytes.decode())
    added = {f"[{section_of(key, layout or Layout.API)}]" for key in wanted} | {
        "",
        "[api]",
        "[call_limit]",
        "[client_api_service]",
    }
    if old and not old[-1].endswith(("\n", "\r")) and len(new) >= len(old) and new[: len(old)] != old:
        assert new[len(old) - 1].rstrip("\r\n") == old[-1]
        old, new = old[:-1], [*new[: len(old) - 1], *new[len(old) :]]
    assert new[: len(old)] == old
    assert {line.strip("\r\n") for line in new[len(old) :]} <= added
    assert planned.new_bytes.decode().endswith(("\n", "\r")) == text.endswith(("\n", "\r")) or not text.strip("\ufeff")


@many
@given(files(), WANTED, LAYOUTS)
def test_what_is_wanted_is_read_back_and_nothing_else_is_read_otherwise(
    text: str, wanted: dict[str, str], layout: Layout | None
) -> None:
    planned = make(text, wanted, layout)
    old, new = as_python(text), as_python(planned.new_bytes.decode())
    for section in old:
        for key in old[section].keys() - set(MANAGED):
            assert own_lines(new[section][key]) == own_lines(old[section][key])
    if planned.refused:
        assert planned.new_bytes == text.encode()
        return
    for key, value in wanted.items():
        sections = (
            {section_of(key, one) for one in Layout}
            if layout is Layout.AUTO
            else {section_of(key, layout or Layout.API)}
        )
        found = {means(key, new[section][key]) for section in sections if key in new.get(section, {})}
        assert found == {means(key, value)}


@many
@given(files(), WANTED, LAYOUTS)
def test_twice_is_once(text: str, wanted: dict[str, str], layout: Layout | None) -> None:
    once = make(text, wanted, layout)
    if not once.refused:
        twice = make(once.new_bytes.decode(), wanted, layout)
        assert (twice.edits, twice.drift, twice.new_bytes) == ((), (), once.new_bytes)
    assert once.changed == (once.new_bytes != text.encode()) == bool(once.drift)


@many
@given(files())
def test_settings_are_told_apart_as_configparser_does_it(text: str) -> None:
    parsed = read_ini(text.encode(), file="f")
    assert isinstance(parsed, IniText)
    assert parsed.bom + "".join(line.body + line.end for line in parsed.lines) == text
    expected = as_python(text)
    found = {(entry.section, entry.key) for entry in parsed.entries if entry.section and not entry.swallowed}
    assert {block.name for block in parsed.sections} == set(expected)
    assert found == {(section, key) for section in expected for key in expected[section]}


@many
@given(files(), WANTED, LAYOUTS)
def test_no_foreign_value_is_shown(text: str, wanted: dict[str, str], layout: Layout | None) -> None:
    marked = re.sub(
        r"(?m)^(?![^\S\n]*(?:\[|client_api|call_limit))([^\r\n]*[=:][^\r\n]*)", r"\1 s3cret", text, flags=re.IGNORECASE
    )
    planned = make(marked, wanted, layout)
    shown = unified_diff(planned) + repr(planned) + repr(planned.text)
    assert "s3cret" not in shown
