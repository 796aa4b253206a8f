"""The controller's facts."""

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from app.core.db import reading
from app.domain.firm.queries import counts_visits, current_brand, current_firm
from app.extensions import db as database


def test_the_firm_is_what_the_settings_say(app: Any, db: Any) -> None:
    firm = current_firm()
    assert (firm.name, firm.address, firm.email, firm.privacy_contact, firm.legal_line, firm.country) == tuple(
        app.config[f"FIRM_{part}"] for part in ("NAME", "ADDRESS", "EMAIL", "PRIVACY_CONTACT", "LEGAL_LINE", "COUNTRY")
    )


def test_a_database_that_is_away_leaves_the_firm_its_name(app: Any, db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page that says that it is away must say who we are."""

    def away(*_given: object, **_options: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    with reading():
        monkeypatch.setattr(database.session, "connection", away)
        monkeypatch.setattr(database.session, "scalars", away)
        assert current_firm().name == app.config["FIRM_NAME"]
        assert (current_brand().accent, current_brand().logo) == (None, None)
        assert not counts_visits()
