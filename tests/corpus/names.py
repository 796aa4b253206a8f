"""Families 11 and 12: names of files. Each is tried with an honest PDF behind it."""

HOSTILE = (
    "../../x.pdf", "..\\..\\x.pdf", "/etc/passwd.pdf", "C:\\windows\\x.pdf", "\\\\host\\share\\x.pdf", "x\x00.pdf", "x\r\nSet-Cookie: a=b.pdf",
    "x\nX-Injected: y.pdf", "é" * 150 + ".pdf", "a" * 300 + ".pdf", "...", ".pdf", ". .pdf", ".htaccess", "CON", "con.pdf", "NUL.pdf", "-rf.pdf",
    "--output=x.pdf", "cv\u202efdp.exe", "cv\u202egpj.pdf", "c\u0432.pdf", "cv\u0301\u0301\u0301.pdf", "🙂.pdf", "\ufeffcv.pdf", "c\u200bv.pdf",
    '"><img src=x onerror=alert(1)>.pdf', "<script>alert(1)</script>.pdf", "cv.pdf;filename*=UTF-8''x.exe", 'cv".pdf', "cv'.pdf", "`id`.pdf",
    "$(id).pdf", "=cmd|' /C calc'!A0.pdf", "+1+1.pdf", "@SUM(1).pdf", "%2e%2e%2fx.pdf", "%s%s%n.pdf", "{{7*7}}.pdf", "${7*7}.pdf",
    "cv.pdf ", "cv.pdf.", "cv..pdf", "CV.PDF", "cv.pdf::$DATA", "cv", "", " ",
)  # fmt: skip
# The last part is that of a program, or of another kind of file: refused, whatever the octets are.
REFUSED = ("cv.pdf.exe", "cv.pdf.js", "cv.exe", "cv.php", "cv.html", "cv.docx", "cv.svg", "cv.pdf.zip")
