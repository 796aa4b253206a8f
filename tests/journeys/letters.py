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
    found = re.search(r"^    (\d{3} \d{3})$", letter, re.MULTILINE)
    assert found
    return found[1]
