"""The style guide, measured: each component is there, in each state; nothing lies over anything or out of its box."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from .entering import open_context

# What must be seen of each section, and how often.
COMPONENTS = {
    "colours": {".swatch": 16},
    "words": {".small-caps": 1, "h2": 1, "h3": 1, ".lede": 1, "kbd": 1, "code": 1},
    "buttons": {".btn": 10, ".btn[disabled]": 4, ".btn[aria-current]": 1},
    "remarks": {".notice": 3, ".chip": 4, ".skeleton": 1, ".passing": 1},
    "fields": {"input.form-control": 1, "select": 1, "textarea": 1, "[role=radiogroup]": 1, "[type=checkbox]": 1},
    "faults": {".error-summary": 1, ".has-error": 4, ".field-error": 4},
    "files": {".drop": 4, ".drop.done": 1, ".sending": 1, ".has-error .drop": 1},
    "lists": {"tbody tr": 3, ".pager": 1, ".empty": 1},
    "jobs": {".job-list > li": 2, ".pay": 1},
    "board-cards": {".column": 3, ".cand": 6, ".chip.warn": 3, ".cand.unread": 2, ".cand.dragging": 2},
    "dossier": {".reading-head": 1, ".sheet": 1, ".decide": 1},
    "history": {".timeline li": 1},
    "receipts": {".receipt": 1, ".receipt dd": 2},
    "clocks": {".clock": 2, ".chip": 5},
}
# Boxes side by side that lie over each other, boxes that leave their section, words that leave their box.
FAULTS = """() => {
  const found = [], seen = element => element.checkVisibility() && element.getClientRects().length;
  const isInline = element => getComputedStyle(element).display === 'inline';
  const floats = element => ['absolute', 'fixed'].includes(getComputedStyle(element).position);
  const name = element => `${element.tagName.toLowerCase()}.${element.className}`;
  for (const section of document.querySelectorAll('main section.panel')) {
    const room = section.getBoundingClientRect();
    for (const element of section.querySelectorAll('*')) {
      if (!seen(element) || element.closest('.visually-hidden, .board, .pages, option, thead')) continue;
      const box = element.getBoundingClientRect();
      const leaves = box.left < room.left - 1 || box.right > room.right + 1;
      if (leaves) found.push(`${section.id}: ${name(element)} leaves it`);
      if (element.scrollWidth > element.clientWidth + 1 && /block|flex/.test(getComputedStyle(element).display))
        found.push(`${section.id}: the words of ${name(element)} leave it`);
    }
    for (const parent of [section, ...section.querySelectorAll('*')]) {
      const boxes = [...parent.children].filter(child => seen(child)
        && !floats(child) && !isInline(child) && !child.closest('.visually-hidden, svg'));
      for (let i = 0; i + 1 < boxes.length; i += 1) {
        const one = boxes[i].getBoundingClientRect(), other = boxes[i + 1].getBoundingClientRect();
        const over = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        if (over > 1 && across > 1) found.push(`${section.id}: ${name(boxes[i])} and ${name(boxes[i + 1])}`);
      }
    }
  }
  return found;
}"""


def _guide(browser: Browser, instance: Any, width: int, scheme: Any = "light") -> Any:
    size: Any = {"width": width, "height": 900}
    return open_context(browser, instance, "recruiter", locale="fr-FR", color_scheme=scheme, viewport=size)


@pytest.mark.parametrize("width", [1280, 390])
def test_every_component_is_there_and_lies_over_no_other(browser: Browser, instance: Any, width: int) -> None:
    with _guide(browser, instance, width) as context:
        page = context.new_page()
        page.goto("/staff/styleguide")
        assert {str(section.get_attribute("id")) for section in page.locator("main section.panel").all()} == set(
            COMPONENTS
        )
        for section, wanted in COMPONENTS.items():
            seen = {selector: _count_seen(page, f"#{section} {selector}") for selector in wanted}
            assert seen == wanted, section
        assert page.evaluate(FAULTS) == []


def _count_seen(page: Page, selector: str) -> int:
    """How many have a size."""
    boxes = [element.bounding_box() for element in page.locator(selector).all() if element.is_visible()]
    return len([box for box in boxes if box and box["width"] > 3 and box["height"] > 3])


@pytest.mark.parametrize(
    ("spoilt", "section"),
    [(".btn { margin-right: -3rem }", "buttons"), (".job-list .title { width: 200vw }", "jobs"),
     (".clock + .clock { margin-top: -2rem }", "clocks"), (".chip { width: 1rem }", "remarks")],
)  # fmt: skip
def test_the_measure_sees_what_is_spoilt(browser: Browser, instance: Any, spoilt: str, section: str) -> None:
    with _guide(browser, instance, 1280) as context:
        page = context.new_page()
        page.goto("/staff/styleguide")
        page.evaluate(
            "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }",
            spoilt,
        )
        assert section in {fault.partition(":")[0] for fault in page.evaluate(FAULTS)}


def test_every_component_looks_another_way_in_the_dark(browser: Browser, instance: Any) -> None:
    shots: dict[str, dict[str, bytes]] = {}
    for scheme in ("light", "dark"):
        with _guide(browser, instance, 1280, scheme) as context:
            page = context.new_page()
            page.goto("/staff/styleguide")
            shots[scheme] = {name: page.locator(f"#{name}").screenshot() for name in COMPONENTS}
    assert [name for name in COMPONENTS if shots["light"][name] == shots["dark"][name]] == []
