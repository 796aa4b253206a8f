"""Delivery: at least once, under one Message-ID, for days if need be (R5)."""

import signal
import subprocess
import sys
import textwrap
import uuid
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.adapters.mailer import MailRefused, MailUnavailable, SmtpMailer
from app.core.clock import now
from app.core.db import is_sqlite, reading, transaction
from app.domain.mail import tasks
from app.domain.mail.delivery import LEASE, LONGEST_DELAY, MAX_TRIES, deliver_next
from app.domain.mail.enums import MailKind, MailState
from app.domain.mail.models import OutgoingMail
from app.domain.mail.personal_data import erase_mail_to
from app.domain.mail.queries import is_mail_due
from tests.adapters.postbox import SETTINGS, Postbox, free_port, running
from tests.factories import AccountFactory, CandidateFactory, OutgoingMailFactory
from tests.processes import UNMEASURED


class Hand:
    """A mailer that does as it is told."""

    def __init__(self, act: Callable[[EmailMessage], None] | None = None) -> None:
        self.sent: list[EmailMessage] = []
        self._act = act

    def send(self, message: EmailMessage) -> None:
        if self._act is not None:
            self._act(message)
        self.sent.append(message)


def _raising(fault: Exception) -> Hand:
    def act(_message: EmailMessage) -> None:
        raise fault

    return Hand(act)


def _letter(**given: Any) -> uuid.UUID:
    return OutgoingMailFactory(candidate_id=CandidateFactory().id, **given).id


def _row(db: Any, mail_id: uuid.UUID) -> OutgoingMail:
    db.session.rollback()
    row: OutgoingMail = db.session.get(OutgoingMail, mail_id)
    return row


def test_a_letter_arrives_as_it_was_written(db: Any) -> None:
    """A14.3: plain text, our own words, no remote content; marked as sent by a machine."""
    mail_id = _letter(subject="Votre candidature — Élève", body="Bonjour,\n\nMerci\u202f: tout est là.\n")
    postbox = Postbox()
    with running(postbox) as settings:
        assert deliver_next(SmtpMailer(settings)) is MailState.SENT
    row = _row(db, mail_id)
    assert (row.state, row.tries, row.last_error, row.sent_at is not None) == (MailState.SENT, 1, None, True)
    [(sender, recipients, content)] = postbox.taken
    received = message_from_bytes(content, policy=policy.default)
    assert (sender, recipients) == ("recrutement@example.org", ["camille@example.org"])
    assert (received["Subject"], received["Message-ID"]) == ("Votre candidature — Élève", row.message_id)
    assert (received["Auto-Submitted"], received["Content-Language"]) == ("auto-generated", "fr")
    assert (received.get_content_type(), received.is_multipart()) == ("text/plain", False)
    assert received.get_content().replace("\r\n", "\n") == "Bonjour,\n\nMerci\u202f: tout est là.\n"
    assert received["Date"].datetime == row.created_at.replace(microsecond=0)


def test_what_is_sent_is_not_sent_again(db: Any) -> None:
    _letter()
    hand = Hand()
    assert [deliver_next(hand), deliver_next(hand)] == [MailState.SENT, None]
    assert len(hand.sent) == 1


@pytest.mark.parametrize(
    "address",
    [
        "a@example.org, b@example.org",
        "a@example.org;b@example.org",
        "<a@example.org> <b@example.org>",
        "Name <a@example.org>",
        "a@example.org Bcc: b@example.org",
        "nobody",
        "",
        "a@b@example.org",
    ],
)
def test_a_letter_goes_to_one_person_or_to_nobody(db: Any, address: str) -> None:
    """1.3.11."""
    mail_id = _letter(to_address=address)
    assert deliver_next(_raising(AssertionError("must not be sent"))) is MailState.FAILED
    assert _row(db, mail_id).last_error == "bad_address"


def test_an_address_with_accents_is_written_as_it_is(db: Any) -> None:
    _letter(to_address="rené@bücher.example")
    hand = Hand()
    assert deliver_next(hand) is MailState.SENT
    assert str(hand.sent[0]["To"]) == "rené@bücher.example"


def test_a_permanent_refusal_is_a_dead_letter_that_keeps_no_words_of_the_server(db: Any) -> None:
    mail_id = _letter()
    postbox = Postbox()
    postbox.answers["RCPT"] = "550 camille@example.org is unknown here"
    with running(postbox) as settings:
        assert deliver_next(SmtpMailer(settings)) is MailState.FAILED
    assert (_row(db, mail_id).state, _row(db, mail_id).last_error) == (MailState.FAILED, "smtp_550")
    assert deliver_next(Hand()) is None


def test_a_letter_that_breaks_the_mailer_waits_and_lets_the_others_pass(db: Any) -> None:
    broken = _letter(next_try_at=now() - timedelta(minutes=1))
    good = _letter()
    assert deliver_next(_raising(RuntimeError())) is MailState.QUEUED
    assert deliver_next(Hand()) is MailState.SENT
    assert (_row(db, broken).state, _row(db, broken).last_error) == (MailState.QUEUED, "runtimeerror")
    assert _row(db, good).state is MailState.SENT


def test_a_letter_that_cannot_be_put_together_waits_and_lets_the_others_pass(db: Any) -> None:
    """Its try counts: it came first again each time, and from then on no letter left."""
    first = _letter(subject="Votre\ncandidature", next_try_at=now() - timedelta(hours=1))
    second = _letter()
    assert [deliver_next(Hand()), deliver_next(Hand())] == [MailState.QUEUED, MailState.SENT]
    row = _row(db, first)
    assert (row.state, row.tries, row.last_error) == (MailState.QUEUED, 1, "valueerror")
    assert _row(db, second).state is MailState.SENT


def test_each_try_waits_longer_than_the_last_up_to_a_bound(db: Any, clock: Any) -> None:
    mail_id = _letter()
    waits = []
    for _ in range(12):
        assert deliver_next(_raising(MailUnavailable("smtp_451"))) is MailState.QUEUED
        waits.append(_row(db, mail_id).next_try_at - now())
        clock.move_to(_row(db, mail_id).next_try_at)
    assert [wait // timedelta(minutes=1) for wait in waits] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


def test_a_server_that_is_away_for_a_day_loses_nothing(app: Flask, db: Any, clock: Any) -> None:
    """R5: SMTP down 24 h → all delivered after, none expired."""
    letters = [_letter() for _ in range(3)]
    end = now() + timedelta(hours=24)
    away = SmtpMailer({**SETTINGS, "SMTP_PORT": free_port()})
    while now() < end:
        while deliver_next(away) is not None:
            pass
        clock.shift(600)
    assert {_row(db, mail_id).state for mail_id in letters} == {MailState.QUEUED}
    clock.shift(LONGEST_DELAY)
    postbox = Postbox()
    with running(postbox) as settings:
        while deliver_next(SmtpMailer(settings)) is not None:
            pass
    assert {_row(db, mail_id).state for mail_id in letters} == {MailState.SENT}
    assert len(postbox.taken) == 3


def test_after_days_of_trying_a_person_looks(db: Any, clock: Any) -> None:
    mail_id = _letter()
    started = now()
    while deliver_next(_raising(MailUnavailable("timeouterror"))) is not MailState.FAILED:
        clock.move_to(_row(db, mail_id).next_try_at)
    row = _row(db, mail_id)
    assert (row.state, row.tries, row.last_error) == (MailState.FAILED, MAX_TRIES, "timeouterror")
    assert timedelta(days=3) < now() - started < timedelta(days=6)


def test_what_has_left_or_was_given_up_on_does_not_leave_later(db: Any, clock: Any) -> None:
    """R5: the hour at which it would have been tried again comes all the same."""
    letters = [_letter(), _letter()]
    outcomes = [deliver_next(Hand()), deliver_next(_raising(MailRefused(550)))]
    assert outcomes == [MailState.SENT, MailState.FAILED]
    clock.shift(timedelta(days=1))
    assert deliver_next(Hand()) is None
    assert [_row(db, each).tries for each in letters] == [1, 1]


def test_a_letter_that_leaves_with_the_last_try_has_left(db: Any) -> None:
    mail_id = _letter(tries=MAX_TRIES - 1)
    assert deliver_next(Hand()) is MailState.SENT
    assert _row(db, mail_id).state is MailState.SENT


def test_no_transaction_is_open_while_the_server_is_spoken_to(db: Any) -> None:
    """A slow server must not keep anybody else from writing."""
    _letter()
    seen = []
    assert deliver_next(Hand(lambda _message: seen.append(db.session.registry().in_transaction()))) is MailState.SENT
    assert seen == [False]


def test_while_one_hands_a_letter_over_no_other_takes_it(db: Any, clock: Any) -> None:
    _letter()
    inner: list[MailState | None] = []
    assert deliver_next(Hand(lambda _message: inner.append(deliver_next(Hand())))) is MailState.SENT
    assert inner == [None]


def test_a_letter_whose_worker_died_is_taken_up_after_its_lease(db: Any, clock: Any) -> None:
    """R5: replay of stuck mail."""
    mail_id = _letter()
    with pytest.raises(KeyboardInterrupt):
        deliver_next(Hand(lambda _message: (_ for _ in ()).throw(KeyboardInterrupt())))
    assert (_row(db, mail_id).state, deliver_next(Hand())) == (MailState.QUEUED, None)
    clock.shift(LEASE)
    assert deliver_next(Hand()) is MailState.SENT


@pytest.mark.parametrize("fault", [None, MailRefused(550), MailUnavailable("smtp_451")])
def test_a_letter_erased_while_it_leaves_is_not_written_back(db: Any, fault: Exception | None) -> None:
    """C1.2: the person was erased in the meantime."""
    mail_id = _letter()
    candidate_id = _row(db, mail_id).candidate_id
    assert candidate_id is not None

    def erase(_message: EmailMessage) -> None:
        with transaction():
            erase_mail_to(candidate_id)
        if fault is not None:
            raise fault

    deliver_next(Hand(erase))
    assert _row(db, mail_id) is None


def test_what_opens_an_account_is_not_kept_once_it_has_left(db: Any) -> None:
    """The link of an invitation is as good as a password; only its digest stays."""
    invitation = OutgoingMailFactory(account_id=AccountFactory().id, kind=MailKind.ACCOUNT_INVITED, body="link").id
    deliver_next(_raising(MailUnavailable("smtp_451")))
    assert _row(db, invitation).body == "link"
    with transaction():
        db.session.get(OutgoingMail, invitation).next_try_at = now()
    receipt = _letter(body="Bonjour")
    while deliver_next(Hand()) is not None:
        pass
    assert (_row(db, invitation).body, _row(db, receipt).body) == ("", "Bonjour")


def test_a_worker_killed_after_the_yes_repeats_the_same_message(app: Flask, db: Any) -> None:
    """R5: kill -9 between SMTP 250 and the mark → the duplicate has the same Message-ID, and there are two at most."""
    mail_id = _letter()
    script = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from app import create_app
        from app.adapters.mailer import SmtpMailer
        from app.domain.mail.delivery import deliver_next
        class Dying(SmtpMailer):
            def send(self, message):
                super().send(message)
                os.kill(os.getpid(), signal.SIGKILL)
        folder = Path(sys.argv[2])
        folders = {"DATA_DIR": folder, "UPLOADS_DIR": folder / "uploads"}
        app = create_app({"SQLALCHEMY_DATABASE_URI": sys.argv[1], **folders})
        settings = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": int(sys.argv[3])}
        settings |= {"SMTP_STARTTLS": False, "SMTP_USERNAME": ""}
        with app.app_context():
            deliver_next(Dying(settings))
        """
    )
    postbox = Postbox()
    with running(postbox) as settings:
        given = [app.config["SQLALCHEMY_DATABASE_URI"], str(app.config["DATA_DIR"]), str(settings["SMTP_PORT"])]
        died = subprocess.run([sys.executable, "-c", script, *given], check=False, env=UNMEASURED)
        assert (died.returncode, _row(db, mail_id).state) == (-signal.SIGKILL, MailState.QUEUED)
        assert deliver_next(SmtpMailer(settings)) is None
        with transaction():
            db.session.get(OutgoingMail, mail_id).next_try_at = now()
        assert deliver_next(SmtpMailer(settings)) is MailState.SENT
        assert deliver_next(SmtpMailer(settings)) is None
    ids = [message_from_bytes(content)["Message-ID"] for _from, _to, content in postbox.taken]
    assert ids == [_row(db, mail_id).message_id] * 2


@pytest.mark.postgresql
def test_a_letter_that_another_worker_holds_is_passed_over(db: Any) -> None:
    """PostgreSQL: SKIP LOCKED; SQLite: one writer at a time, so there is nothing to pass over."""
    if is_sqlite():
        pytest.skip("SQLite has one writer at a time")
    held, free = _letter(next_try_at=now() - timedelta(minutes=1)), _letter()
    with db.engine.connect() as other:
        other.execute(select(OutgoingMail.id).where(OutgoingMail.id == held).with_for_update())
        assert deliver_next(Hand()) is MailState.SENT
        other.rollback()
    assert (_row(db, held).state, _row(db, free).state) == (MailState.QUEUED, MailState.SENT)


def test_the_task_works_a_batch_and_stops_at_a_silent_server(
    app: Flask, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(tasks.BATCH + 1):
        _letter()
    task = next(task for task in tasks.TASKS if task.name == "mail.deliver_due")
    monkeypatch.setitem(app.config, "SMTP_HOST", "127.0.0.1")
    monkeypatch.setitem(app.config, "SMTP_STARTTLS", 0)
    monkeypatch.setitem(app.config, "SMTP_PORT", free_port())
    task.run()
    tried = select(OutgoingMail.id).where(OutgoingMail.tries > 0)
    assert len(db.session.scalars(tried).all()) == 1
    monkeypatch.setitem(app.config, "SMTP_HOST", "")
    task.run()
    assert len(list((app.config["DATA_DIR"] / "mail").iterdir())) == tasks.BATCH
    with reading():
        assert not task.is_due()
    task.run()


def test_a_letter_is_due_from_its_time_on(db: Any, clock: Any) -> None:
    _letter(next_try_at=now() + timedelta(seconds=1))
    assert not is_mail_due(now())
    assert is_mail_due(now() + timedelta(seconds=1))
