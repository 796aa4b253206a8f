"""The ledger."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id, enum_type
from .enums import DataCategory, DisclosureState, Ground


class Disclosure(Base):
    """One recipient, one application, one time: who received what, when, on which ground, asked and approved by whom.

    It names the candidate and the application without a foreign key: once they are erased the row stays, with ids and
    codes alone (A10.3). Of what the archive keeps there is no candidate to name, and two grounds alone (A2.13).
    ``reference`` is ours, ``their_reference`` the authority's. ``asked_words`` is what the candidate is asked to
    consent to, word for word: the consent keeps its fingerprint (C3.1).
    """

    __tablename__ = "disclosures"
    __table_args__ = (
        Index(None, "state", "asked_at"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_sent_at"),
        CheckConstraint("(sent_at IS NULL) = (sent_by IS NULL)", name="sent_by_somebody"),
        CheckConstraint("(state = 'declined') = (declined_at IS NOT NULL)", name="declined_has_declined_at"),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_by_somebody"),
        CheckConstraint("approved_by IS NULL OR approved_by <> asked_by", name="approved_by_another"),
        CheckConstraint(
            "ground <> 'legal_duty' OR (their_reference IS NOT NULL AND legal_text IS NOT NULL)",
            name="authority_gives_a_reference",
        ),
        CheckConstraint(
            "ground <> 'legal_duty' OR state IN ('waiting', 'declined') OR approved_by IS NOT NULL",
            name="authority_needs_two_people",
        ),
        CheckConstraint(
            "candidate_id IS NOT NULL OR ground IN ('legal_duty', 'protection_of_rights')",
            name="archive_answers_for_refusals",
        ),
    )

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    candidate_id: Mapped[UUID | None] = mapped_column(index=True)
    application_id: Mapped[UUID] = mapped_column(index=True)
    application_reference: Mapped[str] = mapped_column(String(20))
    ground: Mapped[Ground] = mapped_column(enum_type(Ground))
    state: Mapped[DisclosureState] = mapped_column(enum_type(DisclosureState))
    recipient: Mapped[str] = mapped_column(String(160))
    recipient_email: Mapped[str | None] = mapped_column(String(254))
    purpose: Mapped[str | None] = mapped_column(Text)
    categories: Mapped[str] = mapped_column(String(120))
    their_reference: Mapped[str | None] = mapped_column(String(80))
    legal_text: Mapped[str | None] = mapped_column(String(300))
    asked_words: Mapped[str | None] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(5))
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    declined_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    erased_at: Mapped[datetime | None]

    @property
    def is_from_archive(self) -> bool:
        """Whether what is given is what the archive keeps of a refusal."""
        return self.candidate_id is None

    @property
    def parts(self) -> list[DataCategory]:
        """What of the application is sent."""
        return [DataCategory(word) for word in self.categories.split()]
