"""What a WSGI server and the ``flask`` command load."""

from app import create_app
from app.domain.documents.keys import check_master_key
from app.domain.privacy.replay import check_ledger

application = create_app()
with application.app_context():
    check_master_key()
    check_ledger()
