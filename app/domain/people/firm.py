"""The firm that runs this instance: the controller whose facts every notice and mail states."""

from flask import current_app

from ..policy.notices import Firm


def current_firm() -> Firm:
    """The controller's facts, from the settings."""
    config = current_app.config
    return Firm(
        name=config["FIRM_NAME"],
        address=config["FIRM_ADDRESS"],
        email=config["FIRM_EMAIL"],
        privacy_contact=config["FIRM_PRIVACY_CONTACT"],
        legal_line=config["FIRM_LEGAL_LINE"],
        country=config["FIRM_COUNTRY"],
    )
