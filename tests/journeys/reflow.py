"""Whether a page scrolls sideways: at 320 px, spaced by its reader, with text at 200 % (WCAG 1.4.4, 1.4.10, 1.4.12)."""

from playwright.sync_api import Page

WIDTH, HEIGHT = 1280, 900
# What a reader's own style sheet may set without loss (WCAG 1.4.12).
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
WAYS: dict[str, tuple[int, str]] = {
    "at 320 px": (320, ""),
    "spaced at 320 px": (320, SPACING),
    "at 390 px, text at 200 %": (390, "html { font-size: 200% !important; }"),
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
