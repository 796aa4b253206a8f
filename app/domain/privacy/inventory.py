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

# The audit room stands beside the policy and does not know it: what its alerts say of an account is listed here.
_ALERTS = tuple(
    PersonalColumn(f"alerts.{name}", Subject.STAFF, (Purpose.SECURITY_LOG,), is_mandatory=True, why=_ABUSE)
    for name in ("account_id", "count", "since_at", "acknowledged_by", "comment")
)

CATALOGUE: tuple[PersonalColumn, ...] = (
    *people.CATALOGUE,
    *_ALERTS,
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
