"""Every template, read as source: valid, translated, bare of inline code, pointing only at what exists."""

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import meta, nodes

from app.domain.mail.enums import MailKind
from app.web.kit.navigation import RAIL

APP = Path(__file__).parents[2] / "app"
ROOT = APP / "templates"
STATIC = APP / "static"
TEMPLATES = {path.relative_to(ROOT).as_posix(): path.read_text() for path in sorted(ROOT.rglob("*")) if path.is_file()}
PAGES = sorted(name for name in TEMPLATES if name.endswith(".html"))
OWN_STATIC = sorted(
    path.relative_to(STATIC).as_posix()
    for path in STATIC.rglob("*")
    if path.is_file() and "vendor" not in path.relative_to(STATIC).parts
)

MOST_LINES = 150
# The product's name is the same in every language.
SAID_AS_IS = {"Vivier"}
# What a person reads or hears out of an attribute.
READ_ATTRIBUTES = re.compile(r'\s(?:aria-label|aria-description|alt|title|placeholder)="([^"]*)"')
# Templates that pass on the name of an endpoint which others give them.
PASS_ON_ENDPOINTS = {"components/lists.html", "layouts/staff.html"}


def _tree(app: Flask, name: str) -> nodes.Template:
    return app.jinja_env.parse(TEMPLATES[name])


def _bare(source: str) -> str:
    """The HTML alone: comments, statements and expressions of the template language taken out."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_parses_and_is_short(app: Flask, name: str) -> None:
    _tree(app, name)
    assert len(TEMPLATES[name].splitlines()) <= MOST_LINES


@pytest.mark.parametrize("name", PAGES)
def test_a_template_holds_no_inline_code(name: str) -> None:
    """The policy of every answer forbids it (ASVS 3.4): it would silently do nothing."""
    bare = _bare(TEMPLATES[name])
    assert re.findall(r"<style\b|\sstyle=|\son[a-z]+=|javascript:", bare, re.IGNORECASE) == []
    assert [tag for tag in re.findall(r"<script\b[^>]*>", bare) if " src=" not in tag and "ld+json" not in tag] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_template_asks_nothing_of_another_host(name: str) -> None:
    assert re.findall(r"(?:https?:)?//\w[^\s\"']*", _bare(TEMPLATES[name])) == []


@pytest.mark.parametrize("name", PAGES)
def test_every_word_of_a_template_is_translated(name: str) -> None:
    """A word that stands outside of ``_()`` would be the same in French and in English."""
    assert list(_untranslated(TEMPLATES[name])) == []


def _untranslated(source: str) -> Iterator[str]:
    bare = _bare(source)
    words = re.split(r"<[^>]*>", bare) + READ_ATTRIBUTES.findall(bare)
    for word in (html.unescape(text).strip(" \n·—") for text in words):
        if re.search(r"[^\W\d_]", word) and word not in SAID_AS_IS:
            yield word


def test_the_detector_of_untranslated_words_sees_them() -> None:
    source = '<p title="Retour">{{ _("Back") }} {# a remark #}</p><b>Vivier</b>\n<p>Bonjour {{ name }}</p>'
    assert list(_untranslated(source)) == ["Bonjour", "Retour"]


def _constants(tree: nodes.Template) -> set[str]:
    return {node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str)}


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_endpoint_that_a_template_names_exists(app: Flask, name: str) -> None:
    tree = _tree(app, name)
    doors = "|".join(app.blueprints)
    named = {value for value in _constants(tree) if re.fullmatch(rf"({doors})\.[a-z_]+", value)}
    calls = [c for c in tree.find_all(nodes.Call) if isinstance(c.node, nodes.Name) and c.node.name == "url_for"]
    direct = {c.args[0].value for c in calls if isinstance(c.args[0], nodes.Const)}
    assert (named | direct) - set(app.view_functions) == set()
    if name not in PASS_ON_ENDPOINTS:
        assert len([c for c in calls if not isinstance(c.args[0], nodes.Const)]) == 0


def test_every_entry_of_the_rail_leads_somewhere(app: Flask) -> None:
    assert {entry.endpoint for entry in RAIL} - set(app.view_functions) == set()


def _python_calls(function: str) -> Iterator[str]:
    """The first argument of every call of ``function`` in the application, where it is a plain string."""
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield str(first.value)


def test_every_endpoint_that_a_view_names_exists(app: Flask) -> None:
    assert set(_python_calls("url_for")) - set(app.view_functions) == set()


def test_every_template_is_used_and_every_one_used_exists(app: Flask) -> None:
    used = set(_python_calls("render_template"))
    for name in PAGES:
        used |= {found for found in meta.find_referenced_templates(_tree(app, name)) if found}
    letters = {f"mail/{locale}/{kind.value}.txt" for locale in app.config["LANGUAGES"] for kind in MailKind}
    assert used | letters == set(TEMPLATES)


@pytest.mark.parametrize("name", PAGES)
def test_a_template_takes_only_what_it_or_a_part_of_it_uses(app: Flask, name: str) -> None:
    tree = _tree(app, name)
    parts = [_tree(app, part.template.value) for part in tree.find_all(nodes.Include)]
    taken = {one if isinstance(one, str) else one[1] for node in tree.find_all(nodes.FromImport) for one in node.names}
    assert taken - {node.name for each in (tree, *parts) for node in each.find_all(nodes.Name)} == set()


def test_every_static_file_is_used_and_every_one_used_exists(app: Flask) -> None:
    named = {
        keyword.value.value
        for name in PAGES
        for call in _tree(app, name).find_all(nodes.Call)
        for keyword in call.kwargs
        if keyword.key == "filename" and isinstance(keyword.value, nodes.Const)
    }
    assert {name for name in named if not name.startswith("vendor/")} == set(OWN_STATIC)


@pytest.mark.parametrize("name", [name for name in OWN_STATIC if not name.endswith(".svg")])
def test_a_static_file_asks_nothing_of_another_host(name: str) -> None:
    """The policy allows images and styles from here alone; a data: address would be refused too."""
    assert re.findall(r"https?://[^\s\"')]*|@import|url\((?!\")|\bdata:", (STATIC / name).read_text()) == []
