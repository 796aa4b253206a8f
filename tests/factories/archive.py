"""The archive of refusals."""

from typing import Any

from app.core.actor import SYSTEM
from app.core.clock import now, today
from app.core.db import transaction
from app.domain.applications.enums import ApplicationState, RejectionReason
from app.domain.archive.models import ArchivedFile
from app.domain.privacy.erasure import erase_application
from app.extensions import db

from .applications import ApplicationFactory
from .people import AccountFactory


def refused_application(**given: Any) -> Any:
    """An application that somebody refused just now."""
    return ApplicationFactory(
        state=ApplicationState.REJECTED,
        rejection_reason=RejectionReason.EXPERIENCE,
        decided_at=given.pop("decided_at", None) or now(),
        decided_by=given.pop("decided_by", None) or AccountFactory().id,
        **given,
    )


def archive(application: Any, until: Any = None) -> ArchivedFile:
    """Erases a refused application, whose minimum stays in the archive until ``until`` (a hundred years from now)."""
    application_id = application.id
    with transaction():
        erase_application(
            actor=SYSTEM,
            application_id=application_id,
            due_on=today(),
            because="feedback",
            policy_version="2026.2-FR",
            archive_until=until or today().replace(year=today().year + 100),
        )
    return db.session.get_one(ArchivedFile, application_id)
