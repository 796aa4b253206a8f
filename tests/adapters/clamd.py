"""ClamAV's real daemon, with one signature of our own: the EICAR test file, which this repository never holds whole."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .postbox import free_port

# Debian keeps daemons where the path of an ordinary user does not look.
CLAMD = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
MISSING = "no ClamAV on this machine (install clamav-daemon)"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURE = "Vivier.Eicar.Test.UNOFFICIAL"
STREAM_LIMIT = 12 * 1024 * 1024
# A file inside an archive that unpacks to more than this is given up on.
FILE_LIMIT = 16 * 1024 * 1024
_START_SECONDS = 20


@dataclass
class Daemon:
    """A running daemon and the two addresses that it listens at."""

    process: subprocess.Popen[bytes]
    unix: str
    tcp: str
    temporary: Path


@contextmanager
def running(folder: Path) -> Iterator[Daemon]:
    """A daemon with everything that it needs in ``folder``, until the end of the block."""
    port = free_port()
    _write_configuration(folder, port)
    command = [str(CLAMD), "--config-file", str(folder / "clamd.conf")]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        daemon = Daemon(process, f"unix:{folder / 'socket'}", f"tcp:127.0.0.1:{port}", folder / "temporary")
        try:
            _wait_for(port, process)
            yield daemon
        finally:
            process.kill()


def _write_configuration(folder: Path, port: int) -> None:
    for name in ("database", "temporary"):
        (folder / name).mkdir()
    # Name, target 0 (any kind of file), anywhere in it, the octets: ClamAV's manual of signatures, "Body-based".
    (folder / "database" / "local.ndb").write_text(f"Vivier.Eicar.Test:0:*:{EICAR.hex()}\n")
    settings = {
        "Foreground": "yes",
        "LocalSocket": folder / "socket",
        "TCPAddr": "127.0.0.1",
        "TCPSocket": port,
        "DatabaseDirectory": folder / "database",
        "TemporaryDirectory": folder / "temporary",
        "StreamMaxLength": STREAM_LIMIT,
        "MaxFileSize": FILE_LIMIT,
        "MaxScanSize": FILE_LIMIT,
        "AlertExceedsMax": "yes",
    }
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """It listens once its signatures are loaded."""
    give_up = time.monotonic() + _START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    message = "clamd did not start"
    raise AssertionError(message)
