"""How many statements a page needs: asked of the application itself."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from flask import current_app
from sqlalchemy import Engine, event

BASE = "https://jobs.example.org"
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def count_statements(pages: Mapping[str, str], account: str) -> dict[str, int]:
    """Statements of each page, by its name; the back office's as ``account``. PRAGMA and BEGIN are not counted."""
    seen: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  a proxy, for a thread
    visitor, staff = app.test_client(), app.test_client()
    with staff.session_transaction(base_url=BASE) as session:
        session["_user_id"], session["_fresh"] = account, True
    counted = {}
    # A thread of its own, because a request within this application context would share it.
    with ThreadPoolExecutor(1) as pool:
        for name, path in pages.items():
            client = staff if path.startswith("/staff") else visitor
            for _ in range(2):  # the first time fills what is kept in memory
                seen.clear()
                pool.submit(client.get, path, base_url=BASE, headers=FIREFOX).result()
            counted[name] = sum(not statement.startswith(("PRAGMA", "BEGIN")) for statement in seen)
    return counted
