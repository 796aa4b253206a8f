"""What this room holds about people, and how it lets go of a candidate."""

from uuid import UUID

from sqlalchemy import delete, select

from ...extensions import db
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from .models import Candidate, CandidateCode, Consent, Objection, Restriction

_USES = (Purpose.APPLICATION, Purpose.FEEDBACK, Purpose.POOL)


def _candidate(column: str, why: Text, *, is_mandatory: bool = True) -> PersonalColumn:
    return PersonalColumn(column, Subject.CANDIDATE, _USES, is_mandatory=is_mandatory, why=why)


def _staff(column: str, why: Text, *, is_mandatory: bool = True) -> PersonalColumn:
    return PersonalColumn(
        column, Subject.STAFF, (Purpose.STAFF_ACCESS, Purpose.SECURITY_LOG), is_mandatory=is_mandatory, why=why
    )


_ANSWER = Text("répondre à la personne", "to answer the person")
_CLOCK = Text("compter la durée de conservation", "to count the retention period")
_PROOF = Text("prouver l’accord donné", "to prove the consent given")
_OWN_PAGES = Text("ouvrir son espace à la personne, et à elle seule", "to open their pages to the person alone")
_SIGN_IN = Text("ouvrir et protéger le compte", "to open and protect the account")
_CONSENT = "id candidate_id purpose recipient text_hash notice_hash channel given_at renewal_asked_at withdrawn_at"

CATALOGUE = (
    _candidate("candidates.id", Text("relier les lignes de la personne", "to tie the person's rows together")),
    _candidate("candidates.email", _ANSWER),
    _candidate("candidates.email_key", _ANSWER),
    _candidate("candidates.locale", _ANSWER),
    _candidate("candidates.created_at", _CLOCK),
    _candidate("candidates.last_contact_at", _CLOCK),
    *(_candidate(f"consents.{name}", _PROOF, is_mandatory=False) for name in _CONSENT.split()),
    *(
        _candidate(f"objections.{name}", Text("respecter l’opposition", "to respect the objection"), is_mandatory=False)
        for name in ("id", "candidate_id", "purpose", "reason", "made_at")
    ),
    *(
        _candidate(
            f"restrictions.{name}", Text("mettre les données à l’écart", "to set the data apart"), is_mandatory=False
        )
        for name in ("id", "candidate_id", "reason", "made_at", "made_by", "review_on", "lifted_at", "lifted_by")
    ),
    *(
        _candidate(f"candidate_codes.{name}", _OWN_PAGES, is_mandatory=False)
        for name in (
            "id",
            "purpose",
            "email_asked",
            "new_email",
            "candidate_id",
            "locale",
            "asked_at",
            "code_hash",
            "token_hash",
            "tries",
            "used_at",
            "ended_at",
        )
    ),
    *(
        _staff(f"accounts.{name}", _SIGN_IN)
        for name in (
            "id",
            "email",
            "email_key",
            "name",
            "role",
            "locale",
            "is_compact",
            "password_hash",
            "totp_secret",
            "totp_confirmed_at",
            "totp_last_step",
            "session_epoch",
            "failed_sign_ins",
            "next_sign_in_at",
            "created_at",
            "signed_in_at",
            "disabled_at",
        )
    ),
    *(_staff(f"recovery_codes.{name}", _SIGN_IN) for name in ("id", "account_id", "code_hash", "used_at")),
    *(_staff(f"invitations.{name}", _SIGN_IN) for name in ("id", "account_id", "token_hash", "expires_at", "used_at")),
)


def lock_candidate(candidate_id: UUID) -> None:
    """Holds the person's row until the end of the transaction: a new application of theirs waits, or goes first."""
    db.session.execute(select(Candidate.id).where(Candidate.id == candidate_id).with_for_update())


def erase_candidate(candidate_id: UUID) -> None:
    """Deletes the person's consents, objections and codes, then the person."""
    for table in (Consent, Objection, Restriction, CandidateCode):
        db.session.execute(delete(table).where(table.candidate_id == candidate_id))
    db.session.execute(delete(Candidate).where(Candidate.id == candidate_id))
