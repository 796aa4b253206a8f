"""What a WSGI server and the ``flask`` command load."""

import gc

from sqlalchemy.orm import configure_mappers

from app import create_app
from app.domain.documents.keys import check_master_key
from app.domain.privacy.replay import check_ledger
from app.extensions import db

application = create_app()
with application.app_context():
    check_master_key()
    check_ledger()
    # A server may load this once and fork its workers from it: no connection goes with them, and what is loaded stays
    # in pages that all of them share, because the collector no longer writes to it.
    db.engine.dispose()
    configure_mappers()
gc.collect()
gc.freeze()
