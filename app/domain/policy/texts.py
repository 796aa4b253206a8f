"""A text in the two languages that the policy speaks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """The same words in French and English."""

    fr: str
    en: str

    def in_language(self, locale: str) -> str:
        """The English words for ``en``, the French ones for every other language: the policy is French first."""
        return self.en if locale.startswith("en") else self.fr

    def filled(self, **values: "str | Text") -> "Text":
        """Both texts with their ``{placeholders}`` replaced."""
        fr = {name: value.fr if isinstance(value, Text) else value for name, value in values.items()}
        en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
        return Text(self.fr.format(**fr), self.en.format(**en))


# Between the members of a list.
BETWEEN = Text("\u202f; ", "; ")
