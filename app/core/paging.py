"""Pages of a list: every list has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from ..extensions import db

MAX_PER_PAGE = 100
Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of ``items``; ``number`` counts from 1 and lies within the pages that exist."""

    items: Sequence[Item]
    number: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are: at least one, an empty one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first(self) -> int:
        """The rank of the first item shown, 0 when there is none."""
        return (self.number - 1) * self.per_page + 1 if self.total else 0

    @property
    def last(self) -> int:
        """The rank of the last item shown."""
        return min(self.number * self.per_page, self.total)


def paginate(query: Select[*tuple[Any, ...]], number: int, per_page: int, *, scalars: bool = True) -> Page[Any]:
    """One page of ``query``, in two statements. A number out of range gives the nearest page."""
    per_page = min(max(1, per_page), MAX_PER_PAGE)
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    number = min(max(1, number), max(1, -(-total // per_page)))
    result = db.session.execute(query.limit(per_page).offset((number - 1) * per_page))
    return Page(result.scalars().all() if scalars else result.all(), number, per_page, total)
