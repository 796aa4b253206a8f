"""What stands in somebody's way on a page: by axe, by being wider than the screen, by being too small to hit (A16.2).

A page scrolls sideways in no way of reading: zoomed, spaced by its reader, with text at 200 % (1.4.4, 1.4.10, 1.4.12).
"""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Colours are the same in every language, and the dark differs by nothing else; they are most of axe's time.
OF_COLOURS = ("color-contrast", "link-in-text-block")
ALL: dict[str, Any] = {}
ALL_OTHERS = {"rules": {rule: {"enabled": False} for rule in OF_COLOURS}}
COLOURS_ALONE = {"runOnly": OF_COLOURS}
WIDTH, HEIGHT = 1280, 900
# What a reader's own style sheet may set without loss (WCAG 1.4.12).
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
# From where a telephone's page is already to where a desk's goes on: to change the width is what takes long.
WAYS: dict[str, tuple[int, str]] = {
    "at 390 px, text at 200 %": (390, "html { font-size: 200% !important; }"),
    "spaced at 320 px": (320, SPACING),
    "at 320 px": (320, ""),
    "at 200 %": (640, ""),
    "on a desk": (WIDTH, ""),
}
# Our policy forbids a style that is not ours; what a script builds is the reader's own, and asks nobody.
WEAR = "style => { const worn = new CSSStyleSheet(); worn.replaceSync(style); document.adoptedStyleSheets = [worn]; }"
# How far the page may be pushed, and what stands out of it: the innermost piece that nothing inside it explains.
SIDEWAYS = """() => {
  const root = document.documentElement, wide = root.scrollWidth - root.clientWidth;
  if (wide <= 0) return "";
  const isOut = (each) => each.getBoundingClientRect().right > root.clientWidth + 1;
  const out = [...document.querySelectorAll("body *")].filter(isOut);
  return `${wide} px: ${out.at(-1)?.outerHTML.slice(0, 160)}`;
}"""
# What axe does not measure by itself. A link within a sentence is as high as its line, which the guideline allows.
SMALL_TARGETS = """least => [
  ...document.querySelectorAll('a, button, input, select, textarea, summary')
].filter(element => {
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  if (!element.checkVisibility() || element.type === 'hidden') return false;
  if (element.closest('[inert], .trap, .skip, .visually-hidden')) return false;
  if (element.matches('a') && style.display === 'inline') return false;
  if (element.matches('[type=checkbox], [type=radio]')) return box.width < 20;
  return box.width < 24 || box.height < least;
}).map(element => `${element.outerHTML.slice(0, 120)} ${JSON.stringify(element.getBoundingClientRect())}`)"""


def faults_in_all_ways(page: Page, least: int) -> list[str]:
    """Light and dark, on a desk and on a telephone, where a target is at least so high; the page is as it was then.

    A page that moves nothing: colours are looked at as soon as they change.
    """
    faults = faults_of_axe(page, ALL)
    page.emulate_media(color_scheme="dark")
    faults += [f"in the dark: {fault}" for fault in faults_of_axe(page, COLOURS_ALONE)]
    page.emulate_media(color_scheme="light")
    # On a telephone tables are cards and the rail is a row: another page to axe. Colours are the same.
    page.set_viewport_size({"width": 390, "height": HEIGHT})
    faults += [f"at 390: {fault}" for fault in [*faults_of_axe(page, ALL_OTHERS), *_small_targets(page, least)]]
    return faults + pushed_sideways(page)


def faults_of_axe(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe finds by these rules, of any impact, and where."""
    # Half a megabyte of script: a page that has it from its other width is not sent it again.
    axe = Axe("") if page.evaluate("'axe' in window") else Axe()
    found = axe.run(page, options={"resultTypes": ["violations"], **rules}).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]


def pushed_sideways(page: Page) -> list[str]:
    """What stands out of the page, in each way of reading; the page is as wide as before then."""
    found = []
    for way, (width, style) in WAYS.items():
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.evaluate(WEAR, style)
        if said := page.evaluate(SIDEWAYS):
            found.append(f"{way}: {said}")
    page.evaluate(WEAR, "")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return found


def _small_targets(page: Page, least: int) -> list[str]:
    found: list[str] = page.evaluate(SMALL_TARGETS, least)
    return [f"hard to hit: {target}" for target in found]
