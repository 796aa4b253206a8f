"""make corpus: every item of the attack corpus (B4), with its verdict, its time and its memory."""

import sys
import tempfile
import warnings
from pathlib import Path

from app.adapters.antivirus import Clamd
from tests.adapters import clamd
from tests.corpus.items import Item, Verdict, items
from tests.corpus.names import HOSTILE, REFUSED
from tests.corpus.trials import Trial, idle_peak, try_item

# What a maker of hostile files warns about is meant.
warnings.simplefilter("ignore")


def main() -> int:
    """Prints the table; 1 when an item is not judged as it should be."""
    print(f"{'item':<58} {'expected':<12} {'verdict':<12} {'ms':>6} {'peak MB':>8}")
    idle, wrong, count = idle_peak(), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        if clamd.CLAMD is None:
            print(f"({clamd.MISSING}: nothing is quarantined)")
            for item in items():
                wrong += _tell(item, try_item(item, idle), None)
                count += 1
        else:
            with clamd.running(Path(folder)) as daemon:
                for item in items():
                    wrong += _tell(item, try_item(item, idle), Clamd(daemon.unix, 30))
                    count += 1
    print(f"{count} files, {wrong} judged wrongly")
    print(f"({len(HOSTILE) + len(REFUSED)} names, and the requests of family 13, are in the test run)")
    return 1 if wrong else 0


def _tell(item: Item, trial: Trial, scanner: Clamd | None) -> bool:
    """One line; whether the verdict is another than the expected one."""
    verdict, expected = trial.verdict, item.expected
    if scanner is None and expected is Verdict.QUARANTINED:
        expected = Verdict.ACCEPTED
    if scanner is not None and verdict is Verdict.ACCEPTED and item.family == 15:
        verdict = Verdict.QUARANTINED if scanner.scan(item.make()).is_infected else verdict
    said = f"  {', '.join(trial.ends)}" if trial.ends else ""
    mark = "" if verdict == expected else "  <- wrong"
    print(f"{item.label:<58} {expected:<12} {verdict:<12} {trial.seconds * 1000:>6.0f} {trial.peak:>8.0f}{said}{mark}")
    return verdict != expected


if __name__ == "__main__":
    sys.exit(main())
