"""The letters that a running instance has delivered into its folder."""

import re
import time
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any


def letters_to(instance: Any, address: str) -> list[tuple[Path, str]]:
    """The delivered letters to an address, oldest first."""
    found = []
    for path in sorted((instance.data_dir / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime):
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        if letter["To"].addresses[0].addr_spec == address:
            found.append((path, letter.get_content()))
    return found


def next_letter(instance: Any, address: str, seen: int) -> str:
    for _ in range(150):
        letters = letters_to(instance, address)
        if len(letters) > seen:
            return letters[-1][1]
        time.sleep(0.1)
    message = f"no letter to {address} came"
    raise AssertionError(message)


def code_in(letter: str) -> str:
    [code] = _codes_in(letter)
    return code


def next_code(instance: Any, address: str, seen: int) -> str:
    """Of a letter that came after so many; one without a code may have been on its way before it."""
    for _ in range(150):
        if codes := [code for _, letter in letters_to(instance, address)[seen:] for code in _codes_in(letter)]:
            return codes[-1]
        time.sleep(0.1)
    message = f"no code to {address} came"
    raise AssertionError(message)


def _codes_in(letter: str) -> list[str]:
    return re.findall(r"^    (\d{3} \d{3})$", letter, re.MULTILINE)
