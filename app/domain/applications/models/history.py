"""The chain of what happened to an application."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from ....core.db import Base, Id, enum_type
from ..enums import ApplicationState, RejectionReason


class Move(Base):
    """One change of stage or state. ``version`` is the application's after it, so the chain has no gap (R6).

    ``account_id`` is empty when the person applied or withdrew, never for a negative decision (A6.1). ``told_by_voice``
    says that the person had learnt of a refusal in person or by telephone, so that no letter left.
    """

    __tablename__ = "moves"
    __table_args__ = (UniqueConstraint("application_id", "version"),)

    id: Mapped[Id]
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), index=True)
    version: Mapped[int]
    from_stage_id: Mapped[UUID | None] = mapped_column(ForeignKey("stages.id"))
    to_stage_id: Mapped[UUID] = mapped_column(ForeignKey("stages.id"))
    from_state: Mapped[ApplicationState | None] = mapped_column(enum_type(ApplicationState, "from_state"))
    to_state: Mapped[ApplicationState] = mapped_column(enum_type(ApplicationState, "to_state"))
    rejection_reason: Mapped[RejectionReason | None] = mapped_column(enum_type(RejectionReason))
    told_by_voice: Mapped[bool] = mapped_column(default=False, server_default=false())
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    moved_at: Mapped[datetime]
