"""What a WSGI server and the ``flask`` command load."""

import gc
import os
import sys
from typing import NoReturn

from babel.localedata import load
from sqlalchemy.orm import configure_mappers

from app import create_app
from app.adapters.ledger import LedgerUnusable
from app.adapters.storage import WrongStore
from app.domain.documents.keys import WrongMasterKey, check_master_key
from app.domain.documents.reconciliation import check_store
from app.domain.privacy.replay import check_ledger
from app.extensions import db
from config import ConfigurationError

# They put right what keeps everything else from starting; serve brings the tables up to date, and then asks itself.
REPAIRS = {"backup", "db", "ledger", "serve"}
# Gunicorn starts a worker again for ever that ends with any other code.
GIVE_UP = 3


def _give_up(refusal: Exception) -> NoReturn:
    print(f"Vivier does not start: {refusal}", file=sys.stderr)  # noqa: T201  there is nobody else to say it
    sys.exit(GIVE_UP)


# What is written is for this account alone, in whatever folder: SQLite makes the database readable to all of a machine.
os.umask(0o077)
try:
    application = create_app()
except ConfigurationError as refusal:
    _give_up(refusal)
with application.app_context():
    try:
        check_master_key()
        if not REPAIRS.intersection(sys.argv[1:]):
            check_ledger()
            # Which files there are is what they are about.
            if "documents" not in sys.argv[1:]:
                check_store()
    except (LedgerUnusable, WrongStore, WrongMasterKey) as refusal:
        _give_up(refusal)
    # A server may load this once and fork its workers from it: no connection goes with them, and what is loaded stays
    # in pages that all of them share, because the collector no longer writes to it.
    db.engine.dispose()
    configure_mappers()
    # How dates are written: some megabytes that every page needs, and each worker would read for itself.
    for language in application.config["LANGUAGES"]:
        load(language)
gc.collect()
gc.freeze()
# Python looks for garbage after every 700 new objects: dozens of times a page, and hardly ever finds some.
gc.set_threshold(5_000)
