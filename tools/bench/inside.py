"""Work done inside the application, in a process of its own: it reads its environment as it is imported."""

import multiprocessing
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from .instance import Instance

Given = ParamSpec("Given")
Result = TypeVar("Result")


def run_inside(instance: Instance, work: Callable[Given, Result], *args: Given.args, **named: Given.kwargs) -> Result:
    """What ``work`` gives, called in production's environment with an application context around it."""
    return run_side_by_side(instance, 1, work, *args, **named)[0]


def run_side_by_side(
    instance: Instance, many: int, work: Callable[Given, Result], *args: Given.args, **named: Given.kwargs
) -> list[Result]:
    """The same in several processes at once."""
    context = multiprocessing.get_context("spawn")
    environment = instance.environment(production=True)
    with ProcessPoolExecutor(many, mp_context=context, initializer=_settle, initargs=(environment,)) as pool:
        futures: list[Future[Result]] = [pool.submit(_call, partial(work, *args, **named)) for _ in range(many)]
        return [future.result() for future in futures]


def _settle(environment: Mapping[str, str]) -> None:
    os.environ.update(environment)


def _call(work: Callable[[], Result]) -> Result:
    from app import create_app  # noqa: PLC0415  after its environment

    with create_app().app_context():
        return work()
