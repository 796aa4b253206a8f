"""What the register and the public notice call those who work for the firm: the same words in both (G7, G8)."""

from collections.abc import Sequence

from ..policy.texts import BETWEEN, Text
from .models import Processor
from .papers import KINDS, country_name
from .rules import is_outside_eea

LOCALES = ("fr", "en")


def recipient_words(processor: Processor, locale: str) -> str:
    """``Relais Exemple (acheminement du courrier, France)``."""
    kind, country = KINDS[processor.kind].in_language(locale), country_name(processor.country, locale)
    return f"{processor.name} ({kind}, {country})"


def processor_words(processors: Sequence[Processor]) -> dict[str, Text]:
    """What a notice says of them: ``recipients``, and ``transfers`` for those outside the EEA; neither without any."""
    outside = [each for each in processors if is_outside_eea(each.country)]
    said = {
        "recipients": [[recipient_words(each, locale) for each in processors] for locale in LOCALES],
        "transfers": [[_transfer_words(each, locale) for each in outside] for locale in LOCALES],
    }
    return {name: Text(BETWEEN.fr.join(fr), BETWEEN.en.join(en)) for name, (fr, en) in said.items() if fr}


def _transfer_words(processor: Processor, locale: str) -> str:
    return f"{processor.name}, {country_name(processor.country, locale)} ({processor.safeguard})"
