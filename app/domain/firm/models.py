"""What an administrator has changed of the firm, and its public images."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, LargeBinary, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from ...core.db import Base, Id, enum_type
from .enums import ImageKind

ONLY = 1


class FirmSettings(Base):
    """One row at most; what is None is as the environment has it. ``words``: ``{"tagline": {"fr": …, "en": …}, …}``.

    ``notice_words``, alike, are the places of the notice that only the firm can fill (see policy.notices.Firm);
    ``processors`` is what the register above has it say of those who work for the firm.
    """

    __tablename__ = "firm_settings"
    __table_args__ = (CheckConstraint("id = 1", name="one_firm"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str | None] = mapped_column(String(120))
    address: Mapped[str | None] = mapped_column(String(300))
    email: Mapped[str | None] = mapped_column(String(254))
    privacy_contact: Mapped[str | None] = mapped_column(String(254))
    legal_line: Mapped[str | None] = mapped_column(String(500))
    accent: Mapped[str | None] = mapped_column(String(7))
    words: Mapped[dict[str, Any]]
    notice_words: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    processors: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    counts_visits: Mapped[bool] = mapped_column(default=True, server_default=true())
    version: Mapped[int] = mapped_column(default=1)


class FirmImage(Base):
    """A small public image, as WebP of our own making. ``alts`` says in words what it shows, by language."""

    __tablename__ = "firm_images"
    __table_args__ = (UniqueConstraint("sha256"),)

    id: Mapped[Id]
    kind: Mapped[ImageKind] = mapped_column(enum_type(ImageKind))
    position: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    height: Mapped[int]
    alts: Mapped[dict[str, Any]]


class Notice(Base):
    """One version of the privacy notice as it was shown, in both languages; written once and never changed (C7.1).

    ``periods``: purpose -> months and days, what it promised (A2.11); none from before they were kept.
    """

    __tablename__ = "notices"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    published_at: Mapped[datetime]
    fr: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    fr_hash: Mapped[str] = mapped_column(String(64), index=True)
    en_hash: Mapped[str] = mapped_column(String(64), index=True)
    periods: Mapped[dict[str, list[int]] | None] = mapped_column(JSON)
