"""Figures as lines of text: a table that reads in a terminal and is Markdown."""

from collections.abc import Iterable, Sequence

from .web import Row

HEADS = ("page", "conn.", "req/s", "p50 ms", "p95 ms", "bytes", "queries", "hello/s", "p50 / hello", "rate / hello")


def lines_of(rows: Iterable[Row]) -> list[str]:
    """The table of the pages."""
    return table(HEADS, [_cells(row) for row in rows])


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as what stands in them; numbers to the right, the first column to the left."""
    widths = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    rule = ["-" * widths[0], *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    return [_line(row, widths) for row in [heads, rule, *rows]]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
    return f"| {' | '.join(cells)} |"


def _cells(row: Row) -> tuple[str, ...]:
    figures = row.figures
    return (
        row.name,
        str(row.connections),
        f"{figures.rate:.1f}",
        f"{figures.p50 * 1000:.2f}",
        f"{figures.p95 * 1000:.2f}",
        str(figures.octets),
        "" if row.statements is None else str(row.statements),
        f"{row.hello.rate:.0f}",
        f"{row.times:.1f}",
        f"{row.share:.3f}",
    )
