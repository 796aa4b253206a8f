"""Whoever gives no e-mail address is answered by post: where to, and what is written and not posted yet (C5.6, A9)."""

import sqlalchemy as sa
from alembic import op

from migrations.checks import change_known

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

STATE = ("rights_requests", "state", "ck_rights_requests_known_requeststate")
ENDED = ("answered", "refused", "erased")
BEFORE, AFTER = ("open", "waiting", *ENDED), ("open", "waiting", "answer_written", "refusal_written", *ENDED)
SENDING = ("outgoing_mails", "state", "ck_outgoing_mails_known_mailstate")
MAILED = ("queued", "sent", "failed")


def upgrade() -> None:
    op.add_column("rights_requests", sa.Column("postal_address", sa.String(length=254), nullable=True))
    change_known(*STATE, BEFORE, AFTER)
    change_known(*SENDING, MAILED, (*MAILED, "to_post"))


def downgrade() -> None:
    """What was not posted is to be written again; nothing of before could send it."""
    op.execute("DELETE FROM outgoing_mails WHERE state = 'to_post'")
    change_known(*SENDING, (*MAILED, "to_post"), MAILED)
    op.execute(
        "UPDATE rights_requests SET state = 'open', answer = NULL, answered_by = NULL "
        "WHERE state IN ('answer_written', 'refusal_written')"
    )
    change_known(*STATE, AFTER, BEFORE)
    op.drop_column("rights_requests", "postal_address")
