"""What libmagic says of a file: the system's library when there is one, else the one of the pylibmagic wheel."""

import ctypes
import ctypes.util
import importlib
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any


def say_media_type(content: bytes) -> str | None:
    """The name that libmagic has for the octets of a file; None when it breaks on them."""
    module, magic = _library()
    try:
        return str(magic.from_buffer(content))
    except module.MagicException:
        return None


@cache
def _library() -> tuple[Any, Any]:
    """python-magic's module, and its reader. python-magic looks for the library when it is imported, hence the care.

    pylibmagic is located without being imported: importing it patches ctypes for the whole process.
    """
    if ctypes.util.find_library("magic") is not None:
        module = importlib.import_module("magic")
        return module, module.Magic(mime=True)
    library, database = _wheel()
    find_library = ctypes.util.find_library
    ctypes.util.find_library = lambda name: str(library) if name == "magic" else find_library(name)
    try:
        module = importlib.import_module("magic")
    finally:
        ctypes.util.find_library = find_library
    return module, module.Magic(mime=True, magic_file=str(database))


def _wheel() -> tuple[Path, Path]:
    """The library and the database of the wheel. Raises RuntimeError when it is not installed either."""
    spec = importlib.util.find_spec("pylibmagic")
    if spec is None or spec.origin is None:
        message = "neither the system nor the environment has libmagic"
        raise RuntimeError(message)
    folder = Path(spec.origin).parent
    library = next(path for path in folder.rglob("libmagic*") if ".so" in path.name or path.suffix == ".dylib")
    return library, next(folder.rglob("magic.mgc"))
