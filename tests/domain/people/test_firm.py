"""The controller's facts."""

from typing import Any

from app.domain.people.firm import current_firm


def test_the_firm_is_what_the_settings_say(app: Any, db: Any) -> None:
    firm = current_firm()
    assert (firm.name, firm.address, firm.email, firm.privacy_contact, firm.legal_line, firm.country) == tuple(
        app.config[f"FIRM_{part}"] for part in ("NAME", "ADDRESS", "EMAIL", "PRIVACY_CONTACT", "LEGAL_LINE", "COUNTRY")
    )
