"""Who is a robot, and which numbers may be shown (A15.1)."""

import re

from ..policy.periods import Period

KEPT = Period(months=25)
SMALLEST_SHOWN = 5
ROBOTS = re.compile(
    r"(?<!cu)bots?\b|crawl|spider|slurp|archiver|scan(?:ner)?\b|monitor|uptime|preview|fetcher|validator|lighthouse"
    r"|facebookexternalhit|embedly|whatsapp|headless|phantomjs|curl|wget|libwww|httpx?client|http-client|okhttp"
    r"|python-|aiohttp|scrapy|java/|go-http|node-fetch|axios|feed",
    re.IGNORECASE,
)


def is_robot(user_agent: str) -> bool:
    """Whether a program says that it is one, or says nothing. Its words are looked at here and kept nowhere."""
    return not user_agent or ROBOTS.search(user_agent) is not None


def shown(count: int) -> int | None:
    """The number that a page may show: none below five, and fives only.

    Two exact numbers that lie within each other (a month within a year, a job within all jobs, today's page and
    yesterday's) have a difference, which may be a small number that no page shows. Fives have none.
    """
    return count - count % SMALLEST_SHOWN or None
