"""Who is a robot, and which numbers may be shown."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.audience.rules import is_robot, shown

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 AppleWebKit/537.36 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0)",
        "facebookexternalhit/1.1",
        "curl/8.14.1",
        "Wget/1.25.0",
        "python-requests/2.32.5",
        "Go-http-client/2.0",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/142.0.0.0 Safari/537.36",
    ],
)
def test_a_program_that_says_so_is_a_robot(agent: str) -> None:
    assert is_robot(agent) is True


@pytest.mark.parametrize(
    "agent",
    [
        FIREFOX,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 15; CUBOT X90) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36",
    ],
)
def test_people_are_not(agent: str) -> None:
    assert is_robot(agent) is False


def test_only_fives_are_shown_and_nothing_below() -> None:
    assert [shown(count) for count in (0, 1, 4, 5, 9, 10, 123)] == [None, None, None, 5, 5, 10, 120]


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_difference_of_two_shown_numbers_tells_no_small_one(part: int, rest: int) -> None:
    """A reader who sees a whole and a part of it cannot compute the rest while it is below five: each shown pair has at
    least five possible rests."""
    whole = part + rest
    likely = {
        w - p
        for p in range(max(0, part - 10), part + 11)
        for w in range(max(p, whole - 10), whole + 11)
        if (shown(p), shown(w)) == (shown(part), shown(whole))
    }
    assert rest in likely
    assert len(likely) >= 5
    assert all(after - before == 1 for before, after in pairwise(sorted(likely)))
