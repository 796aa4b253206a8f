"""What this room holds about people: which member of staff is on which team."""

from ..policy.catalogue import PersonalColumn, Subject
from ..policy.purposes import Purpose
from ..policy.texts import Text

_TEAM = Text("ouvrir l’offre aux personnes de l’équipe", "to open the job to the people of its team")

CATALOGUE = tuple(
    PersonalColumn(column, Subject.STAFF, (Purpose.STAFF_ACCESS,), is_mandatory=True, why=_TEAM)
    for column in ("team_members.job_id", "team_members.account_id", "questions.overridden_by")
)
