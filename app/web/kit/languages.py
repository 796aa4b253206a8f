"""In which language a page answers: the address, then the person, then the browser, then the firm's own."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from babel.support import Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import get_locale, get_translations, refresh
from flask_login import current_user
from markupsafe import Markup
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

# The buttons that stand for the links to the other languages on the page of a form; each says which one it leaves.
SWITCHED_FROM = "switched_from"


def choose_locale() -> str:
    """The language of this request; the firm's own outside of one."""
    languages: tuple[str, ...] = current_app.config["LANGUAGES"]
    default: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    if not has_request_context():
        return default
    if request.args.get("lang") in languages:
        return str(request.args["lang"])
    if "own_language" in g:
        return str(g.own_language)
    if "_login_user" in g and current_user.is_authenticated:
        return str(current_user.locale)
    return choose_language(request.headers.get("Accept-Language", ""), languages) or default


def speak(locale: str) -> None:
    """From here on, this request answers in the language of the candidate who has just been recognised."""
    g.own_language = locale
    refresh()


def switched_from() -> str | None:
    """The language of the page whose form was sent to be read in another one; None for a form that was sent to us.

    Nothing is judged and nothing is done: the page shows in the new language what was typed in the old one (R4).
    """
    said = request.form.get(SWITCHED_FROM)
    return said if said in current_app.config["LANGUAGES"] else None


@lru_cache(maxsize=1000)
def choose_language(header: str, languages: tuple[str, ...]) -> str | None:
    """The one of ``languages`` that an Accept-Language likes best; None when it likes none."""
    return parse_accept_header(header, LanguageAccept).best_match(languages)


def current_language() -> str:
    """``fr`` or ``en``: the language being spoken."""
    return str(get_locale().language)


def catalogue() -> Translations:
    """Our sentences in the language being spoken: for what says one of them for each line of a list."""
    return _catalogue(current_language())


@cache
def _catalogue(_language: str) -> Translations:
    return get_translations()


def words() -> dict[str, Callable[..., Markup]]:
    """``_`` and ``ngettext`` for the templates of one page, in the language being spoken.

    They are what Jinja and Flask-Babel make of them; but those look for the language, its catalogue and the application
    at each sentence, which took a tenth of a page.
    """
    spoken = catalogue()

    def gettext(sentence: str, **values: Any) -> Markup:  # noqa: ANN401  whatever the sentence names
        said = Markup(spoken.ugettext(sentence))  # noqa: S704  our own sentences; their values are escaped
        return said % values if values or "%" in said else said

    def ngettext(one: str, many: str, number: int, **values: Any) -> Markup:  # noqa: ANN401  the same
        said = Markup(spoken.ungettext(one, many, number))  # noqa: S704  the same
        return said % {"num": number, **values}

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def register(app: Flask) -> None:
    """Keeps ``?lang=`` on the links of a page that was asked for with it: no cookie remembers a language."""

    @app.url_defaults
    def keep_language(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" or not has_request_context():
            return
        # Asked first: to miss one takes longer than all the rest of an address.
        if "lang" in request.args and request.args["lang"] in app.config["LANGUAGES"]:
            values.setdefault("lang", request.args["lang"])
