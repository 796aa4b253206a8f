"""Every personal column of every room, in one list: what notices, erasure and export are measured against (C1.1)."""

from ..applications import personal_data as applications
from ..documents import personal_data as documents
from ..jobs import personal_data as jobs
from ..mail import personal_data as mail
from ..people import personal_data as people
from ..policy.catalogue import PersonalColumn

CATALOGUE: tuple[PersonalColumn, ...] = (
    *people.CATALOGUE,
    *mail.CATALOGUE,
    *documents.CATALOGUE,
    *jobs.CATALOGUE,
    *applications.CATALOGUE,
)
