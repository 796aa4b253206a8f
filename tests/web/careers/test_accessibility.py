"""The accessibility statement says what the last run found (A16.2)."""

import pytest

from app.web.careers.accessibility import last_result
from tests.page_client import PageClient


@pytest.mark.parametrize(
    ("language", "words"), [("fr", ("Défenseur des droits", "0 défaut")), ("en", ("WCAG 2.2", "0 faults found"))]
)
def test_the_statement_names_its_aim_its_last_check_and_whom_to_turn_to(
    client: PageClient, language: str, words: tuple[str, ...]
) -> None:
    page = client.page(f"/accessibility?lang={language}")
    assert all(each in page.text for each in words)
    result = last_result()
    assert f"{result['pages']} pages" in page.text
    assert result["standard"] in page.text
    # A number breaks at no line end.
    assert "09\u00a069\u00a039\u00a000\u00a000" in page.text
    [checked] = page.find_all("p", class_="small-caps mb-2")
    assert "2026" in "".join(checked.itertext())
