"""What every factory shares."""

import factory

from app.extensions import db


class RowFactory(factory.alchemy.SQLAlchemyModelFactory):
    """Adds the row and commits it, so that a request in the same test can see it."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: db.session  # noqa: E731
        sqlalchemy_session_persistence = "commit"
