"""The letter with which a candidate shows that an address is theirs."""

from flask import current_app

from ..people import codes
from .enums import MailKind
from .outbox import queue_mail


def write_code_letter() -> bool:
    """Looks one asked address up and writes to whoever is known by it; says whether a letter was written.

    The link's secret stands behind a ``#``, which no browser sends and no server logs (B6.1).
    """
    letter = codes.take_letter()
    if letter is None:
        return False
    queue_mail(
        kind=MailKind.CANDIDATE_CODE,
        locale=letter.locale,
        to_address=letter.to_address,
        candidate_id=letter.candidate.id,
        context={
            "purpose": letter.purpose.value,
            "code": f"{letter.code[:3]} {letter.code[3:]}",
            "link": f"{current_app.config['PUBLIC_URL']}/me/link?lang={letter.locale}#{letter.token}",
            "minutes": int(codes.CODE_LIFE.total_seconds() // 60),
        },
    )
    return True
