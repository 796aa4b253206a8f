"""Tables as files that a spreadsheet opens: CSV and OpenDocument."""

import csv
import importlib
import io
from collections.abc import Sequence

# What a spreadsheet takes for the beginning of a formula (ASVS 1.2.10).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Rows = Sequence[Sequence[str]]


def write_csv(rows: Rows) -> bytes:
    """For the spreadsheets of French firms: semicolons, UTF-8 with its mark. No cell of it is a formula."""
    sheet = io.StringIO()
    csv.writer(sheet, delimiter=";").writerows([[_inert(cell) for cell in row] for row in rows])
    return sheet.getvalue().encode("utf-8-sig")


def write_ods(name: str, rows: Rows) -> bytes:
    """One sheet of text cells: what is text by its type is never a formula, whatever it begins with."""
    # A third of a second of every start, for a sheet that an officer asks for once a year.
    odfdo = importlib.import_module("odfdo")
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table(name)
    table.set_values([list(row) for row in rows])
    document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
