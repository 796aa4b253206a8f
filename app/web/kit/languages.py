"""In which language a page answers: the address, then the person, then the browser, then the firm's own."""

from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import get_locale, refresh
from flask_login import current_user
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header


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


@lru_cache(maxsize=1000)
def choose_language(header: str, languages: tuple[str, ...]) -> str | None:
    """The one of ``languages`` that an Accept-Language likes best; None when it likes none."""
    return parse_accept_header(header, LanguageAccept).best_match(languages)


def current_language() -> str:
    """``fr`` or ``en``: the language being spoken."""
    return str(get_locale().language)


def register(app: Flask) -> None:
    """Keeps ``?lang=`` on the links of a page that was asked for with it: no cookie remembers a language."""

    @app.url_defaults
    def keep_language(endpoint: str, values: dict[str, Any]) -> None:
        if has_request_context() and endpoint != "static" and request.args.get("lang") in app.config["LANGUAGES"]:
            values.setdefault("lang", request.args["lang"])
