"""What a spreadsheet is given: text, and never a formula."""

import csv
import io

from odfdo import Document

from app.adapters.spreadsheet import write_csv, write_ods


def test_cell_that_a_sheet_would_take_for_a_formula_is_text() -> None:
    """ASVS 1.2.10."""
    cells = ["=1+1", "+33 6", "-2", "@SUM(A1)", "\tx", "a=b", ""]
    [read] = csv.reader(io.StringIO(write_csv([cells]).decode("utf-8-sig")), delimiter=";")
    assert read == ["'=1+1", "'+33 6", "'-2", "'@SUM(A1)", "'\tx", "a=b", ""]
    document = Document(io.BytesIO(write_ods("x", [cells])))
    assert b"formula" not in document.get_part("content.xml").serialize()
    assert document.body.get_table(0).get_values()[0][:4] == cells[:4]
