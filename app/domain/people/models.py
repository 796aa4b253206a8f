"""Staff accounts and the people who apply."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id, enum_type
from ...core.permissions import Role
from .enums import CodePurpose, ConsentChannel, ConsentPurpose, ObjectionPurpose, RestrictionReason


class Account(Base):
    """A member of staff. A session names the account and its ``session_epoch``: raising that ends every session."""

    __tablename__ = "accounts"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(enum_type(Role))
    locale: Mapped[str] = mapped_column(String(5))
    is_compact: Mapped[bool] = mapped_column(default=False, server_default=false())
    password_hash: Mapped[str | None] = mapped_column(Text)
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    session_epoch: Mapped[int] = mapped_column(default=0)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    next_sign_in_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A single-use stand-in for the second factor; only its digest is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """A single-use link with which an invited account sets its password; only the token's digest is kept."""

    __tablename__ = "invitations"

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Candidate(Base):
    """A person who applies, known by address. What they wrote of themselves stands on each application.

    An address typed into a public form proves nothing, so a new application never overwrites an earlier one (B3.5).
    """

    __tablename__ = "candidates"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    locale: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime]
    last_contact_at: Mapped[datetime]


class Consent(Base):
    """One consent: for one purpose, under one text, given once and perhaps withdrawn. Never edited otherwise.

    ``notice_hash`` names the version of the notice that holds that text; none from before there were versions.
    ``recipient`` is the partner that a consent to sharing names; empty for every other purpose (C3.1).
    """

    __tablename__ = "consents"
    __table_args__ = (
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="withdrawn_after_given"),
        Index(
            "uq_consents_one_live_per_purpose",
            "candidate_id",
            "purpose",
            "recipient",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id"), index=True)
    purpose: Mapped[ConsentPurpose] = mapped_column(enum_type(ConsentPurpose))
    recipient: Mapped[str] = mapped_column(String(160), default="", server_default="")
    text_hash: Mapped[str] = mapped_column(String(64))
    notice_hash: Mapped[str | None] = mapped_column(String(64))
    channel: Mapped[ConsentChannel] = mapped_column(enum_type(ConsentChannel))
    given_at: Mapped[datetime]
    renewal_asked_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class CandidateCode(Base):
    """A code and a link sent to a candidate's address, and the session that one of them opens.

    Asking writes the address as typed and nothing else: whether anybody is known by it is looked up later, by the
    worker, so that no answer tells it, not even by its time (B6.2). Only digests are kept, and the address not once it
    was looked up. ``new_email``: where the code goes instead, to show that this address is the person's too.
    """

    __tablename__ = "candidate_codes"
    __table_args__ = (
        Index(None, "email_asked"),
        CheckConstraint("used_at IS NULL OR candidate_id IS NOT NULL", name="used_by_somebody"),
    )

    id: Mapped[Id]
    purpose: Mapped[CodePurpose] = mapped_column(enum_type(CodePurpose))
    email_asked: Mapped[str | None] = mapped_column(String(254))
    new_email: Mapped[str | None] = mapped_column(String(254))
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidates.id"), index=True)
    locale: Mapped[str] = mapped_column(String(5))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Restriction(Base):
    """A person's data set apart (Art. 18): the team neither reads nor changes it until the desk lifts this (A10.1).

    ``review_on``: while it is set, nothing is erased either, and by that day the desk asks again whether that is still
    needed: for the two reasons of Art. 18(1)(b) and (c), until the person has their data erased themselves.
    """

    __tablename__ = "restrictions"
    __table_args__ = (
        Index(
            "uq_restrictions_one_live_per_candidate",
            "candidate_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
        CheckConstraint("review_on IS NULL OR reason IN ('unlawful', 'claims')", name="keeps_for_two_reasons"),
    )

    id: Mapped[Id]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id"), index=True)
    reason: Mapped[RestrictionReason] = mapped_column(enum_type(RestrictionReason))
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    review_on: Mapped[date | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))


class Objection(Base):
    """A person's objection to a use that rests on our legitimate interest (Art. 21).

    Contact stops at once; the rest is decided by a person, within the month (A10.2).
    """

    __tablename__ = "objections"
    __table_args__ = (UniqueConstraint("candidate_id", "purpose"),)

    id: Mapped[Id]
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidates.id"))
    purpose: Mapped[ObjectionPurpose] = mapped_column(enum_type(ObjectionPurpose))
    reason: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime]
