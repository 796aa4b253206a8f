"""Processors: their list, and what cannot be used without them (C3.4, A12.3)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.adapters.storage import StorageUnavailable
from app.core.actor import OPERATOR
from app.core.clock import now, today
from app.core.db import transaction
from app.core.errors import Conflict, Invalid, Missing
from app.domain.accountability import queries, rules
from app.domain.accountability.actions import ProcessorFacts, add_processor, change_processor, end_processor
from app.domain.accountability.enums import ProcessorKind
from app.domain.accountability.models import Processor
from app.domain.audit.models import AuditEvent
from app.domain.audit.tags import Tag
from app.domain.documents import scanning, vault
from app.domain.mail import tasks
from app.domain.mail.delivery import HOLD
from app.domain.mail.enums import MailState
from app.domain.mail.models import OutgoingMail
from app.domain.mail.queries import is_mail_due
from tests.adapters.postbox import Postbox, running
from tests.factories import CandidateFactory, DocumentFactory, OutgoingMailFactory, ProcessorFactory

PRODUCTION = {
    "ENV_MODE": "production",
    "SMTP_HOST": "127.0.0.1",
    "STORAGE": "local",
    "S3_ENDPOINT": "",
    "ANTIVIRUS": "none",
    "CLAMD_ADDRESS": "unix:/run/clamav/clamd.ctl",
}
FACTS = {
    "kind": ProcessorKind.MAIL_RELAY,
    "name": " Relais  Exemple ",
    "service": "Achemine les courriels",
    "country": "FR",
    "subprocessors": "",
    "safeguard": "",
}


def _facts(**given: Any) -> ProcessorFacts:
    return ProcessorFacts(**{**FACTS, "contract_on": today(), **given})


@pytest.mark.parametrize(
    ("changed", "needed"),
    [
        ({}, ()),
        ({"SMTP_HOST": ""}, ()),
        ({"SMTP_HOST": "localhost"}, ()),
        ({"SMTP_HOST": "[::1]"}, ()),
        ({"SMTP_HOST": "smtp.example.org"}, (ProcessorKind.MAIL_RELAY,)),
        ({"SMTP_HOST": "10.0.0.3"}, (ProcessorKind.MAIL_RELAY,)),
        ({"STORAGE": "s3", "S3_ENDPOINT": "http://127.0.0.1:9000"}, ()),
        ({"STORAGE": "s3", "S3_ENDPOINT": "https://s3.example.org"}, (ProcessorKind.STORAGE,)),
        ({"ANTIVIRUS": "clamd"}, ()),
        ({"ANTIVIRUS": "clamd", "CLAMD_ADDRESS": "tcp:[::1]:3310"}, ()),
        ({"ANTIVIRUS": "clamd", "CLAMD_ADDRESS": "tcp:av.example.org:3310"}, (ProcessorKind.ANTIVIRUS,)),
        ({"ENV_MODE": "development", "SMTP_HOST": "smtp.example.org"}, ()),
    ],
)
def test_what_leaves_this_machine_in_production_needs_a_processor(
    changed: dict[str, str], needed: tuple[ProcessorKind, ...]
) -> None:
    """C3.4: the firm's own machine needs no line."""
    assert rules.kinds_needed({**PRODUCTION, **changed}) == needed


@pytest.mark.promise("C3.4")
def test_without_its_processor_no_letter_leaves_and_with_it_the_letter_goes(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    """C3.4 T: set SMTP without processor row: configuration refused."""
    candidate_id = CandidateFactory().id
    mail_id = OutgoingMailFactory(candidate_id=candidate_id).id
    before = OutgoingMailFactory(candidate_id=candidate_id, state=MailState.SENT, sent_at=now()).id
    postbox = Postbox()
    with running(postbox) as settings:
        for name, value in {**settings, "ENV_MODE": "production"}.items():
            monkeypatch.setitem(app.config, name, value)
        # The server answers on this machine; what the rule looks at is that it is named as another one.
        monkeypatch.setattr(rules, "is_this_machine", lambda _host: False)
        for _ in range(30):
            tasks.deliver_due()
            assert not is_mail_due(now())
            clock.shift(HOLD)
        assert postbox.taken == []
        held = db.session.get(OutgoingMail, mail_id, populate_existing=True)
        assert (held.state, held.tries, held.last_error) == (MailState.QUEUED, 0, "no_processor")
        assert db.session.get(OutgoingMail, before, populate_existing=True).last_error is None
        db.session.rollback()
        ProcessorFactory(kind=ProcessorKind.STORAGE)
        ProcessorFactory(kind=ProcessorKind.MAIL_RELAY, ended_on=today())
        tasks.deliver_due()
        assert postbox.taken == []
        clock.shift(HOLD)
        ProcessorFactory(kind=ProcessorKind.MAIL_RELAY)
        tasks.deliver_due()
    assert len(postbox.taken) == 1
    sent = db.session.get(OutgoingMail, mail_id, populate_existing=True)
    assert (sent.state, sent.tries, sent.last_error) == (MailState.SENT, 1, None)


@pytest.mark.promise("C3.4")
def test_without_its_processor_nothing_is_put_into_a_bucket(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C3.4: refused before the service is spoken to."""
    settings = {"ENV_MODE": "production", "STORAGE": "s3", "S3_ENDPOINT": "https://s3.example.org"}
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    assert queries.refused_kinds() == (ProcessorKind.STORAGE,)
    with pytest.raises(StorageUnavailable):
        vault.put_staged(uuid4(), b"content")
    ProcessorFactory(kind=ProcessorKind.STORAGE)
    assert queries.refused_kinds() == ()
    monkeypatch.setitem(app.config, "STORAGE", "local")
    key, _sealed = vault.put_staged(uuid4(), b"content")
    assert key


@pytest.mark.promise("C3.4")
def test_without_its_processor_no_file_is_shown_to_a_far_antivirus(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    DocumentFactory(candidate=CandidateFactory())
    settings = {"ENV_MODE": "production", "ANTIVIRUS": "clamd", "CLAMD_ADDRESS": "tcp:av.example.org:3310"}
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    assert not scanning.is_scan_due()
    ProcessorFactory(kind=ProcessorKind.ANTIVIRUS)
    assert scanning.is_scan_due()


def test_processor_is_added_changed_and_ended_and_its_line_stays(db: Any, clock: Any) -> None:
    """A12.3."""
    with transaction():
        processor_id = add_processor(actor=OPERATOR, facts=_facts()).id
    with transaction():
        change_processor(actor=OPERATOR, processor_id=processor_id, version=1, facts=_facts(name="Relais"))
    assert [each.name for each in queries.list_active_processors()] == ["Relais"]
    clock.shift(timedelta(days=3))
    with transaction():
        end_processor(actor=OPERATOR, processor_id=processor_id, version=2)
    assert queries.list_active_processors() == []
    assert [(each.id, each.ended_on) for each in queries.list_processors()] == [(processor_id, today())]
    kept = select(AuditEvent.tag, AuditEvent.details).where(AuditEvent.tag != Tag.NOTICE_PUBLISHED)
    events = db.session.execute(kept.order_by(AuditEvent.id)).all()
    assert [tuple(event) for event in events] == [
        (Tag.PROCESSOR_ADDED, {"kind": "mail_relay"}),
        (Tag.PROCESSOR_CHANGED, {"name": "changed"}),
        (Tag.PROCESSOR_ENDED, {"kind": "mail_relay"}),
    ]
    for act in (end_processor, lambda **given: change_processor(**given, facts=_facts())):
        with pytest.raises(Conflict), transaction():
            act(actor=OPERATOR, processor_id=processor_id, version=3)


def test_those_at_work_stand_before_those_whose_contract_has_ended(db: Any) -> None:
    for days in (9, 2):
        ProcessorFactory(name=f"Ancien {days}", ended_on=today() - timedelta(days=days))
    working = [ProcessorFactory(name=name) for name in ("Banque", "Archive")]
    assert [each.name for each in queries.list_processors()] == ["Archive", "Banque", "Ancien 2", "Ancien 9"]
    assert {each.id for each in queries.list_active_processors()} == {each.id for each in working}


def test_second_of_two_officers_is_told(db: Any) -> None:
    """R6."""
    processor = ProcessorFactory()
    with transaction():
        change_processor(actor=OPERATOR, processor_id=processor.id, version=1, facts=_facts(name="A"))
    with pytest.raises(Conflict), transaction():
        change_processor(actor=OPERATOR, processor_id=processor.id, version=1, facts=_facts(name="B"))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " \u200b"}, "name"),
        ({"service": ""}, "service"),
        ({"country": ""}, "country"),
        ({"contract_on": None}, "contract_on"),
        ({"contract_on": (now() + timedelta(days=3000)).date()}, "contract_on"),
        ({"country": "US"}, "safeguard"),
    ],
)
def test_line_without_contract_place_or_safeguard_is_refused(db: Any, given: dict[str, Any], field: str) -> None:
    """A12.3: each has its contract date and country; a transfer has its safeguard (GDPR, Art. 46)."""
    with pytest.raises(Invalid) as refusal, transaction():
        add_processor(actor=OPERATOR, facts=_facts(**given))
    assert set(refusal.value.fields) == {field}
    assert db.session.scalars(select(Processor)).all() == []


def test_processor_of_no_such_id_is_missing(db: Any) -> None:
    with pytest.raises(Missing):
        queries.get_processor(uuid4())
