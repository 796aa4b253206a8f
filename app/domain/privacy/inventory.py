"""Every personal column of every room, in one list: what notices, erasure and export are measured against (C1.1)."""

from ..applications import personal_data as applications
from ..archive import personal_data as archive
from ..contact import personal_data as contact
from ..disclosures import personal_data as disclosures
from ..documents import personal_data as documents
from ..jobs import personal_data as jobs
from ..mail import personal_data as mail
from ..people import personal_data as people
from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text
from ..rights import personal_data as rights
from . import personal_data as privacy

_ABUSE = Text("repérer un abus et garder ce qu’il en était", "to notice abuse and keep what it was")

# The audit room stands beside the policy and does not know it: what its log and its alerts say is listed here.
_ALERTS = tuple(
    PersonalColumn(f"alerts.{name}", Subject.STAFF, (Purpose.SECURITY_LOG,), is_mandatory=True, why=_ABUSE)
    for name in ("account_id", "count", "since_at", "acknowledged_by", "comment")
)
_SEEN = Text("savoir qui a ouvert vos données et ce qui a été fait", "to know who opened your data and what was done")
# Its events name accounts too; the ids of candidates' rows make it theirs first.
_LOG = tuple(
    PersonalColumn(f"audit_events.{name}", Subject.CANDIDATE, (Purpose.SECURITY_LOG,), is_mandatory=True, why=_SEEN)
    for name in ("id", "at", "tag", "actor_kind", "actor_id", "subject_type", "subject_id", "details")
)

CATALOGUE: tuple[PersonalColumn, ...] = (
    *people.CATALOGUE,
    *_ALERTS,
    *_LOG,
    *mail.CATALOGUE,
    *contact.CATALOGUE,
    *rights.CATALOGUE,
    *disclosures.CATALOGUE,
    *documents.CATALOGUE,
    *jobs.CATALOGUE,
    *applications.CATALOGUE,
    *archive.CATALOGUE,
    *privacy.CATALOGUE,
)
