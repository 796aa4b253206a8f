"""The kinds of file that are taken."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
PDF = "application/pdf"
RTF = "application/rtf"
TXT = "text/plain"
ALL = frozenset({DOCX, ODT, PDF, RTF, TXT})
