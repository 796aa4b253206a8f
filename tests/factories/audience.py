"""Views that were counted."""

import factory

from app.core.clock import today
from app.domain.audience.enums import PageKind
from app.domain.audience.models import VisitCount

from .base import RowFactory


class VisitCountFactory(RowFactory):
    """Ten views of the start page, today."""

    class Meta:
        model = VisitCount

    day = factory.LazyFunction(today)
    page = PageKind.HOME
    count = 10
