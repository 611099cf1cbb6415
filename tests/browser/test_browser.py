"""The page as people use it: with a mouse, with the keyboard alone, on a phone, in the dark, and on paper."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from support.command import kit
from support.paths import ROOT

from scenario_kit.report.page import page as page_of
from scenario_kit.run.checking import check_paths

if TYPE_CHECKING:
    from pathlib import Path

    from browser.conftest import Visits
    from playwright.sync_api import Locator, Page

PLANS = ROOT / "tests/rendering/plans"
PHONE = {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True}


def expect(what: Any) -> Any:
    return pytest.importorskip("playwright.sync_api").expect(what)


def view(page: Page) -> tuple[float, float, float]:
    """Return scale and offset of the sheet that is shown."""
    matrix = page.eval_on_selector(".canvas:visible svg", "svg => getComputedStyle(svg).transform")
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", matrix)]
    return numbers[0], numbers[4], numbers[5]


def components(page: Page) -> list[str]:
    found: list[str] = page.locator(".component:visible").evaluate_all("all => all.map(one => one.dataset.id)")
    return found


def component(page: Page, id_: str) -> Locator:
    return page.locator(f'.scenario.current .component[data-id="{id_}"]')


def focused(page: Page) -> str | None:
    id_: str | None = page.evaluate("document.activeElement.dataset.id ?? null")
    return id_


def in_sight(page: Page, id_: str) -> bool:
    """Whether all of a component lies inside the canvas."""
    inside: bool = component(page, id_).evaluate(
        """node => {
          const inner = node.getBoundingClientRect(), outer = node.closest(".canvas").getBoundingClientRect();
          return inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top
            && inner.bottom <= outer.bottom;
        }"""
    )
    return inside


def test_each_sheet_is_drawn_with_its_components_and_wires(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company")

    calls = check_paths([PLANS / "company.yaml"]).files[0].calls
    assert calls is not None
    wanted = {
        sheet: (len(own), sum(wire.output != "jump" for one in own for wire in calls.wires(one.id)))
        for sheet, own in calls.sheets.items()
    }

    counts = {}
    for sheet in ("incoming", "sales", "night"):
        page.locator(".sheet-tabs:visible a", has_text=sheet).click()
        expect(page.locator(".sheet-tabs:visible a[aria-current]")).to_have_text(sheet)
        counts[sheet] = (len(components(page)), page.locator(".scenario.current .sheet.current .wire").count())
    assert counts == wanted
    assert sum(components for components, _ in counts.values()) > 40
    assert page.title() == "company – Calls"


def test_the_first_scenario_is_shown_where_no_address_is_given_and_an_unknown_one_is_harmless(
    visits: Visits, plans: Path
) -> None:
    for address in ("", "#nobody/knows/this", "#%E0%A4%A", "#company/incoming/__proto__"):
        assert visits.open(plans, address).locator("h2:visible").count() == 1


def test_a_sheet_is_panned_with_the_mouse_and_zoomed_around_it(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company/incoming")
    scale, x, y = view(page)

    page.mouse.move(900, 450)
    page.mouse.down()
    page.mouse.move(840, 480, steps=4)
    page.mouse.up()
    assert view(page) == pytest.approx((scale, x - 60, y + 30))
    expect(page.locator("#details")).to_be_hidden()

    before = component(page, "incoming/known-callers").bounding_box()
    assert before is not None
    page.mouse.move(before["x"], before["y"])
    page.mouse.wheel(0, -200)
    page.wait_for_function(
        "scale => new DOMMatrix(getComputedStyle(document.querySelector('.scenario.current svg')).transform).a > scale",
        arg=scale,
    )
    after = component(page, "incoming/known-callers").bounding_box()
    assert after is not None
    assert after["width"] > before["width"]
    assert (after["x"], after["y"]) == pytest.approx((before["x"], before["y"]), abs=1)


def test_buttons_and_keys_zoom_and_fit(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company/incoming")
    scale, _, _ = view(page)

    page.get_by_role("button", name="Zoom in").click()
    assert view(page)[0] == pytest.approx(scale * 1.25)
    page.keyboard.press("-")
    assert view(page)[0] == pytest.approx(scale)
    page.keyboard.press("+")
    page.keyboard.press("0")
    assert all(in_sight(page, id_) for id_ in components(page))
    fitted = view(page)
    page.get_by_role("button", name="Zoom out").click()
    page.get_by_role("button", name="Fit the sheet").click()
    assert view(page) == pytest.approx(fitted)


def test_a_click_opens_a_component_with_its_values_lines_and_links(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company/incoming")
    component(page, "incoming/partner-desk").click()

    details = page.locator("#details")
    expect(details.locator("h2")).to_have_text("partner-desk")
    assert details.locator("h3").all_inner_texts() == ["Parameters", "Outputs", "Reached from", "company.yaml, line 22"]
    assert details.locator("dl").first.inner_text().split("\n") == ["Extension", "301", "Timeout Sec", "25 s"]
    assert "partner-desk: {component: extension, extension: 301" in details.locator(".lines").inner_text()
    assert page.url.endswith("#company/incoming/partner-desk")
    expect(page.locator(".component.chosen")).to_have_attribute("data-id", "incoming/partner-desk")

    details.get_by_role("link", name="rate", exact=True).click()
    expect(details.locator("h2")).to_have_text("rate")
    page.go_back()
    expect(details.locator("h2")).to_have_text("partner-desk")
    details.get_by_role("button", name="Close").click()
    expect(details).to_be_hidden()
    assert page.url.endswith("#company/incoming")


def test_an_address_leads_to_a_component_wherever_it_lies(visits: Visits, plans: Path) -> None:
    for id_ in ("incoming/goodbye", "sales/rate-sales", "night/jump-out:incoming/goodbye"):
        sheet, _, key = id_.partition("/")
        page = visits.open(plans, f"#company/{sheet}/{key.replace('/', '%2F')}")
        expect(component(page, id_)).to_have_class(re.compile("chosen"))
        assert in_sight(page, id_)


def test_a_jump_leads_to_the_other_sheet(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company/incoming/jump-out%3Asales%2Fentry")

    page.locator("#details section, #details ul").filter(has_text="Jump In").get_by_role("link").click()
    expect(page.locator(".sheet-tabs:visible a[aria-current]")).to_have_text("sales")
    assert in_sight(page, "sales/jump-in:entry")


def test_a_finding_is_marked_on_its_component_and_leads_to_it(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#shop")

    expect(component(page, "incoming/hello")).to_have_attribute("aria-label", "Announcement hello, 1 finding")
    expect(page.locator(".list a[aria-current] .states")).to_have_text("1 error")
    page.get_by_role("button", name="error C205").click()
    expect(page.locator("#details .findings")).to_contain_text("reached before the call is answered")
    expect(page.locator("#details .lines .at")).to_contain_text("hello: {component: announcement")


def test_a_file_that_cannot_be_drawn_shows_what_was_found_and_its_lines(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#S002-open-quote.yaml")

    expect(page.locator(".undrawn:visible")).to_be_visible()
    expect(page.locator(".tools")).to_be_hidden()
    page.get_by_role("button", name="error S002").click()
    expect(page.locator("#details .lines .at")).to_contain_text('description: "Calls the desk.')
    page.keyboard.press("Escape")
    expect(page.locator("#details")).to_be_hidden()


def test_the_search_finds_scenarios_and_components_by_any_of_their_values(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company")
    shown = page.locator(".list > ul > li:visible > a .title")
    hits = page.locator(".list .hits:visible a")

    page.keyboard.press("/")
    page.keyboard.type("crm.example/sales")
    assert shown.all_inner_texts() == ["company"]
    assert hits.all_inner_texts() == ["vip Smart API", "own-agent Extension API"]
    expect(page.locator("#found")).to_have_text("1 scenario, 2 components")
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_have_text("vip")
    assert page.locator(".component.found:visible").evaluate_all("all => all.map(one => one.dataset.id)") == [
        "sales/vip",
        "sales/own-agent",
    ]

    page.locator("#search").fill("پشتیباني")  # an Arabic yeh is another letter, so nothing
    expect(page.locator("#found")).to_have_text("0 scenarios, 0 components")
    page.locator("#search").fill("پشتیبانی")
    assert shown.all_inner_texts() == ["forushgah"]
    page.locator("#search").press("Escape")
    page.keyboard.press("/")
    page.keyboard.press("Escape")
    assert len(shown.all_inner_texts()) == 4


def test_the_list_shows_only_what_has_findings_or_failed(visits: Visits, plans: Path) -> None:
    page = visits.open(plans)
    shown = page.locator(".list > ul > li:visible > a .title")

    page.locator("#filter").select_option("found")
    assert shown.all_inner_texts() == ["shop", "S002-open-quote.yaml"]
    page.locator("#filter").select_option("failed")
    assert shown.all_inner_texts() == ["company"]


def test_everything_can_be_done_with_the_keyboard_alone(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company/incoming")
    for _ in range(60):
        page.keyboard.press("Tab")
        if focused(page):
            break
    assert focused(page) == "incoming/line"

    way = []
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        way.append(focused(page))
        assert in_sight(page, str(way[-1]))
    assert way == [
        "incoming/known-callers",
        "incoming/pick-up-partner",
        "incoming/filter",
        "incoming/fax",
        "incoming/known-callers",
    ]
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_have_text("known-callers")
    expect(page.locator("#details .close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#details")).to_be_hidden()
    assert focused(page) == "incoming/known-callers"
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".canvas:visible")).to_be_focused()
    scale, x, y = view(page)
    page.keyboard.press("ArrowRight")
    assert view(page) == pytest.approx((scale, x - 60, y))


def state(page: Page) -> dict[str, Any]:
    """Return where a rehearsal is: the component, the line of the timeline, and the wires taken so far."""
    found: dict[str, Any] = page.evaluate(
        """() => {
          const article = document.querySelector(".scenario.current");
          const text = (selector) => article.querySelector(selector)?.textContent.replace(/\\s+/g, " ").trim() ?? null;
          return {
            here: article.querySelector(".here")?.dataset.id ?? null,
            beeps: article.querySelector(".beeps")?.dataset.id ?? null,
            line: text(".rehearsal.current [aria-current]"),
            taken: [...article.querySelectorAll(".wire.taken")]
              .map((wire) => `${wire.dataset.source} ${wire.dataset.output}`).sort(),
          };
        }"""
    )
    return found


def test_a_rehearsal_is_gone_through_step_by_step_along_its_wires(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company/incoming")
    step = page.get_by_role("button", name="Step on")

    for _ in range(4):
        step.click()
    assert state(page) == {
        "here": "incoming/partner-desk",
        "beeps": None,
        "line": "0:00 301 rings",
        "taken": ["incoming/known-callers match", "incoming/line 1", "incoming/pick-up-partner out"],
    }
    step.click(click_count=2)
    assert (state(page)["beeps"], state(page)["line"]) == (
        "incoming/partner-desk",
        "4:46 ♪ Both hear that 20 s are left",
    )
    expect(page.locator("#spoken")).to_have_text("4:46 beep: Both hear that 20 s are left")
    page.get_by_role("button", name="Step back").click()
    assert (state(page)["beeps"], state(page)["line"]) == (None, "0:06 301 answers, and they talk")
    assert page.locator(".rehearsal.current .axis .beep").count() == 2


def test_the_rehearsals_of_the_command_are_played(visits: Visits, tmp_path: Path) -> None:
    scenario = ROOT / "scenarios/08-warning-before-the-end.yaml"
    assert kit("page", scenario, "-o", tmp_path).code == 0
    page = visits.open(tmp_path / "index.html", "#warning-before-the-end")

    page.get_by_role("button", name="Step on").click(click_count=5)

    assert state(page) == {
        "here": "outgoing/dial",
        "beeps": "outgoing/dial",
        "line": "4:45 ♪ warning, 280 s into the talk: 20 s remaining",
        "taken": ["outgoing/route 1"],
    }
    page.get_by_role("button", name="Step on").click()
    assert state(page)["line"] == "4:55 ♪ warning, 290 s into the talk: 10 s remaining"
    assert page.locator(".rehearsal.current .axis .beep").count() == 2


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_rehearsal_plays_to_its_end_over_all_its_sheets(visits: Visits, plans: Path, motion: str) -> None:
    page = visits.open(plans, "#company/incoming", reduced_motion=motion)
    page.get_by_label("Test").select_option("1")
    page.get_by_label("Speed").select_option("4")
    page.evaluate(
        """() => {
          window.seen = new Set();
          new MutationObserver(() => window.seen.add(document.querySelector(".sheet-tabs [aria-current]").textContent))
            .observe(document.querySelector(".scenario.current"), {subtree: true, attributes: true});
          window.moved = 0;
          for (const call of document.querySelectorAll(".call")) {
            new MutationObserver((all) => { window.moved += all.length; }).observe(call, {attributeFilter: ["cx"]});
          }
        }"""
    )
    page.get_by_role("button", name="Play", exact=True).click()

    expect(page.locator(".rehearsal.current .timeline li:last-child [aria-current]")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert state(page)["here"] == "incoming/goodbye"
    assert {"incoming/hours no_match", "night/emergency 3", "night/emergency 2"} <= set(state(page)["taken"])
    assert page.evaluate("[...window.seen].sort()") == ["incoming", "night"]
    assert (page.evaluate("window.moved") > 0) is (motion == "no-preference")


def test_a_rehearsal_that_is_paused_or_left_stands_still(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company/incoming", reduced_motion="reduce")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".timeline:visible [aria-current]")).to_contain_text("on the list")
    page.get_by_role("button", name="Pause").click()
    here = state(page)["line"]
    page.locator(".list a", has_text="forushgah").click()
    expect(page.locator("h2:visible")).to_have_text("forushgah")
    page.locator(".list a", has_text="company").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert state(page)["line"] == here


def test_what_was_expected_and_came_is_shown_of_a_failed_test(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company")
    page.get_by_label("Test").select_option("1")

    assert page.locator(".rehearsal.current tbody").inner_text().split("\t") == [
        "cdr.disposition",
        "ANSWERED",
        "NO ANSWER",
    ]


HOSTILE = "</script><img src=x onerror=hacked()><svg onload=hacked()>"


def test_what_an_author_wrote_runs_nothing(visits: Visits, tmp_path: Path) -> None:
    plan = {
        "version": 1,
        "name": "hostile",
        "description": HOSTILE,
        "sheets": {
            "main": {
                "entry": {
                    "component": "incoming_route",
                    "name": HOSTILE,
                    "context": HOSTILE,
                    "rows": [{"did": "1", "next": "menu"}],
                },
                "menu": {
                    "component": "ivr",
                    "name": HOSTILE,
                    "announcement": HOSTILE,
                    "rows": [{"case": "1", "text": HOSTILE, "next": HOSTILE}],
                },
            }
        },
    }
    (tmp_path / "hostile.json").write_text(json.dumps(plan), "utf-8")
    page_file = tmp_path / "index.html"
    page_file.write_bytes(page_of(check_paths([tmp_path / "hostile.json"]), title=HOSTILE).data)
    page = visits.open(page_file)

    component(page, "main/menu").click()
    page.keyboard.press("Escape")
    page.locator(".finding:visible").first.click()
    page.keyboard.press("/")
    page.keyboard.type("onerror")
    page.locator(".hits:visible a").first.click()
    page.locator("article .source").click()
    assert page.locator("h1").inner_text() == HOSTILE
    assert page.locator("img, script:not([id]) ~ script").count() == 0
    assert page.evaluate("typeof hacked") == "undefined"


SLOWEST = 2000  # milliseconds
ATTEMPTS = 3
DRAWN = """Math.max(performance.getEntriesByName("first-contentful-paint")[0].startTime,
  performance.getEntriesByType("navigation")[0].loadEventEnd)"""


def test_four_hundred_components_are_drawn_within_two_seconds(visits: Visits, tmp_path: Path) -> None:
    count = 400
    plan = {
        "version": 1,
        "name": "large",
        "sheets": {
            "main": {
                "entry": {"component": "incoming_route", "context": "c", "rows": [{"next": "c0"}]},
                **{
                    f"c{index}": {
                        "component": "extension",
                        "extension": str(index),
                        "next": {"S": f"c{2 * index + 1}", "B": f"c{2 * index + 2}", "F": f"c{index // 3}"},
                    }
                    for index in range(count)
                },
            }
        },
    }
    (tmp_path / "large.json").write_text(json.dumps(plan), "utf-8")
    page_file = tmp_path / "index.html"
    page_file.write_bytes(page_of(check_paths([tmp_path / "large.json"])).data)

    taken = []
    for _ in range(ATTEMPTS):  # the best of some, for others are at work on this machine too
        page = visits.open(page_file)
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        taken.append(page.evaluate(DRAWN))
        assert page.locator(".component").count() == count + 1
    assert min(taken) < SLOWEST


OVERFLOWING = """() => [...document.querySelectorAll(".component text")].filter((text) => {
  if (text.closest(".badge")) return false;
  const box = text.getBBox(), {width, height} = text.closest(".component").dataset;
  return box.x < -1 || box.x + box.width > Number(width) + 1 || box.y < -1 || box.y + box.height > Number(height) + 3;
}).map((text) => text.textContent)"""


def test_no_text_is_wider_than_its_component_in_a_real_font(visits: Visits, plans: Path) -> None:
    assert visits.open(plans).evaluate(OVERFLOWING) == []


def test_persian_names_begin_at_the_right(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#forushgah/incoming/support")

    assert page.locator("#details h2").evaluate("node => getComputedStyle(node).direction") == "rtl"
    right = component(page, "incoming/support").evaluate(
        "node => { const name = node.querySelector('.name').getBBox(); return name.x + name.width; }"
    )
    assert right == pytest.approx(171, abs=1.5)


def test_on_a_phone_nothing_is_wider_than_the_screen_and_all_can_be_reached(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company/incoming", **PHONE)
    wide = "document.documentElement.scrollWidth"
    assert page.evaluate(wide) == 375
    expect(page.locator(".list")).to_be_hidden()
    page.get_by_role("button", name="Scenarios").tap()
    page.locator(".list a", has_text="forushgah").tap()
    expect(page.locator("h2:visible").first).to_have_text("forushgah")
    expect(page.locator(".list")).to_be_hidden()

    component(page, "incoming/pick-up").tap()
    expect(page.locator("#details")).to_be_visible()
    box = page.locator("#details").bounding_box()
    assert box is not None
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 375, 740)
    assert in_sight(page, "incoming/pick-up")
    assert page.evaluate(wide) == 375


def test_two_fingers_zoom_on_a_phone(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company/incoming", **PHONE)
    scale, _, _ = view(page)
    session = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[int, int]) -> None:
        fingers = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    touch("touchStart", (150, 400), (200, 400))
    for by in range(10, 60, 10):
        touch("touchMove", (150 - by, 400), (200 + by, 400))
    touch("touchEnd")
    assert view(page)[0] > scale * 1.5


def test_it_is_dark_where_the_reader_likes_it_dark(visits: Visits, plans: Path) -> None:
    def colours(scheme: str) -> list[str]:
        page = visits.open(plans, "#company", color_scheme=scheme)
        found: list[str] = page.evaluate(
            """() => [getComputedStyle(document.documentElement).backgroundColor,
              getComputedStyle(document.querySelector(".scenario.current .box.role-dial .outline")).fill]"""
        )
        return found

    assert colours("light") == ["rgb(255, 255, 255)", "rgb(240, 245, 253)"]
    assert colours("dark") == ["rgb(15, 21, 27)", "rgb(20, 33, 54)"]


def test_on_paper_every_sheet_is_there_whole_in_light_colours_and_no_control(visits: Visits, plans: Path) -> None:
    page = visits.open(plans, "#company/incoming/menu", color_scheme="dark")
    page.emulate_media(media="print")

    assert page.locator(".sheet:visible").count() == page.locator(".sheet").count() == 5
    assert page.locator(".rehearsal:visible").count() == 2
    for control in (".list", ".controls", ".tools", "#details", ".menu", ".sheet-tabs"):
        assert page.locator(f"{control}:visible").count() == 0
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    shapes = page.locator(".drawing").evaluate_all(
        "all => all.map(svg => [getComputedStyle(svg).transform, svg.clientWidth <= document.body.clientWidth])"
    )
    assert shapes == [["none", True]] * 5
    pages = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert pages >= 4
