"""The filter on system calls of a program on a stranger's file holds alone, number by number."""

import errno
import json
import os
import platform
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.adapters import confined_program

from ..processes import UNMEASURED

MACHINE = platform.machine()
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(MACHINE not in confined_program._ARCHITECTURE, reason="no filter for this machine"),
]
# Arguments that no call can do anything with: unfiltered it says that they are invalid, or not an address.
_SCRIPT = """
import confined_program, ctypes, json, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
asked = json.loads(sys.argv[1])
def say(number, *given):
    ctypes.set_errno(0)
    libc.syscall(ctypes.c_long(number), *(ctypes.c_long(one) for one in given))
    return ctypes.get_errno()
libc.prctl(38, 1, 0, 0, 0)
found = {"in force": confined_program.leave_system(libc)}
found["calls"] = {number: say(number, *[-1] * 6) for number in asked["calls"]}
found["clones"] = {flags: say(asked["clone"], flags, 0, 0, 0, 0) for flags in asked["clones"]}
found["clone3"] = say(435, -1, -1)
found["families"] = {}
for family in asked["families"]:
    descriptor = libc.socket(family, socket.SOCK_STREAM, 0)
    found["families"][family] = 0 if descriptor >= 0 else ctypes.get_errno()
print(json.dumps(found))
"""
_NAMESPACES = (0x20000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)


@cache
def _found() -> dict[str, Any]:
    """What each call said behind the filter, and behind nothing else."""
    refused = confined_program._REFUSED[MACHINE]
    asked = {
        "calls": [*refused, *(confined_program._ANOTHER_ABI + number for number in (0, 41, *refused))],
        "clone": confined_program._CLONE[MACHINE],
        "clones": [flag | signal.SIGCHLD for flag in _NAMESPACES],
        "families": list(range(46)),
    }
    environment = {**UNMEASURED, "PYTHONPATH": str(Path(confined_program.__file__).parent)}
    command = [sys.executable, "-c", _SCRIPT, json.dumps(asked)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=20)
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_filter_is_in_force() -> None:
    assert _found()["in force"] is True


def test_each_listed_call_is_refused_also_by_its_number_in_another_abi() -> None:
    refused = confined_program._REFUSED[MACHINE]
    assert len(_found()["calls"]) == 2 * len(refused) + 2
    assert {number for number, said in _found()["calls"].items() if said != errno.EPERM} == set()


def test_no_process_is_made_in_a_namespace_of_its_own() -> None:
    assert set(_found()["clones"].values()) == {errno.EPERM}
    # Threads are made by clone where this one is not there, and its flags can be read.
    assert _found()["clone3"] == errno.ENOSYS


def test_every_family_of_sockets_is_refused_but_the_one_within_the_machine() -> None:
    allowed = {int(family) for family, said in _found()["families"].items() if said != errno.EPERM}
    assert allowed == {socket.AF_UNIX}


@pytest.mark.skipif(MACHINE != "x86_64", reason="numbers of one architecture")
def test_list_names_what_reaches_into_the_kernel() -> None:
    """unshare, keyctl, bpf, perf_event_open, io_uring_setup: by number, so that none is taken off the list unseen."""
    assert {272, 250, 321, 298, 425} <= set(confined_program._REFUSED["x86_64"])


def test_threads_and_children_still_start() -> None:
    script = (
        "import confined_program, ctypes, os, subprocess, threading; libc = ctypes.CDLL(None);"
        "libc.prctl(38, 1, 0, 0, 0); assert confined_program.leave_system(libc);"
        "one = threading.Thread(target=lambda: print('thread', flush=True)); one.start(); one.join();"
        "subprocess.run(['/bin/echo', 'child'], check=True)"
    )
    environment = {**UNMEASURED, "PYTHONPATH": str(Path(confined_program.__file__).parent), "PATH": os.defpath}
    said = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["thread", "child"]
