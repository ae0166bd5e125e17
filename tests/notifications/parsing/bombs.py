"""Mails made to keep their reader busy, or to kill it (A25 of the attacks)."""

TOP = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: s\r\n"
MIXED = TOP + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
HTML = TOP + b"Content-Type: text/html\r\n\r\n"


def nested(depth: int) -> bytes:
    heads = (b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return TOP + b"".join(heads) + b"\r\nend"


def parameters(count: int) -> bytes:
    return (
        TOP + b"Content-Type: text/plain" + b"".join(b";\r\n a*%d=x" % n for n in range(count)) + b"\r\n\r\nx"
    )


def to(many: bytes) -> bytes:
    return b"From: a@example.com\r\nTo: " + many + b"\r\n\r\nx"


READ = {
    "50,000 recipients": to(b",\r\n ".join(b"n%d <u%d@example.com>" % (n, n) for n in range(50_000))),
    "a line of 5 MB": TOP + b"\r\n" + b"a" * 5_000_000,
    "a header of 5 MB": b"X-A: " + b"a" * 5_000_000 + b"\r\n" + TOP + b"\r\nx",
    "a subject of folds": b"Subject: x" + b"\r\n y" * 500_000 + b"\r\n\r\nx",
    "100,000 headers": b"X: y\r\n" * 100_000 + b"\r\nx",
    "lines that are no headers": b"A: b\r\n" + b"junk junk\r\n" * 200_000 + b"\r\nx",
    "blank lines": b"\r\n" * 1_000_000 + TOP + b"\r\nx",
    "1,000 open parentheses": b"From: " + b"(" * 1000 + b"a@example.com\r\n\r\nx",
    "100,000 open parentheses": to(b"(" * 100_000),
    "open parentheses in every list": b"From: %b\r\nTo: %b\r\nCc: %b\r\n\r\nx" % ((b"(" * 300_000,) * 3),
    "open brackets": to(b"<" * 200_000),
    "open brackets with words": to(b"<a " * 80_000),
    "open quotes": to(b'"\\' * 100_000),
    "commas": to(b"," * 200_000),
    "signs like addresses": to(b"a@ " * 80_000),
    "spaces": to(b" " * 200_000 + b"x@example.com"),
    "dots": to(b". " * 100_000 + b"@x"),
    "colons": to(b"a:" * 100_000),
    "3,000 parameters": parameters(3000),
    "30,000 parameters": parameters(30_000),
    "encoded words without an end": b"Subject: " + b"=?a?q?x" * 9000 + b"\r\n\r\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?x?= " * 9000 + b"\r\n\r\nx",
    "lines like boundaries": MIXED + b"--ba\r\n" * 1_000_000,
    "20,000 nested elements": HTML + b"<div>" * 20_000 + b"x",
    "formats in each other": HTML + b"<p><b><i><font>" * 10_000 + b"x",
    "50,000 attributes": HTML + b"<p " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">x",
    "entities": HTML + b"&amp" * 200_000,
    "open tags": HTML + b"<" * 1_000_000,
    "tables in tables": HTML + b"<table><tr><td>" * 5000 + b"x",
    "base64 in short lines": TOP + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"QUFB\r\n" * 1_000_000,
    "quoted spaces": TOP + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b" " * 5_000_000 + b"x",
    "files between the lines": TOP + b"\r\n" + b"begin 644 a\r\n#0V%T\r\nend\r\n" * 50_000,
    "files that never end": TOP + b"\r\n" + b"begin 644 a\r\n" * 500_000,
    "flowed lines": TOP + b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"> a \r\n" * 1_000_000,
    "letters of no charset": TOP + b"\r\n" + b"\xe4\n" * 2_000_000,
    "a long line behind letters of no charset": TOP + b"\r\n" + b"\xe9" * 9 + b"\n" + b"a" * 65_000,
    "letters of no charset in every header": b"".join(
        b"X: %b%d\r\n" % (b"\xe9\xe8\xe7 a" * 30, n) for n in range(2000)
    )
    + TOP
    + b"\r\nx",
    "words of no charset in every header": b"".join(
        b"X-%d: " % n + b" a =?x?q?=E9=E8=E7=FC=F6=E4=DF=F1?=" * 200 + b"\r\n" for n in range(250)
    )
    + TOP
    + b"\r\nx",
    "letters of no charset in every part": MIXED
    + b"--b\r\n\r\n".join(b"\xe9\xe8\xe7 a" * 400 + b"%d\r\n" % n for n in range(990)),
    "entities that never end": HTML + b"&#" * 600_000,
    "entities between few tags": HTML + (b"&#" * 4990 + b"<br>") * 120,
    "events that never end": TOP + b"Content-Type: text/calendar\r\n\r\n" + b"BEGIN:VEVENT\n" * 100_000,
    "an invitation of one word": TOP
    + b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\n"
    + b"SUMMARY;" * 500_000,
    "an id of spaces": b"Message-ID: <" + b" " * 200_000 + b"x\r\n\r\nx",
    "an id of letters": b"References: %b\r\nMessage-ID: %b\r\n\r\nx" % ((b"a" * 250_000,) * 2),
    "open quotes behind a sender": b"From: x <a@example.com> " + b'\\"' * 120_000 + b"\\\r\n\r\nx",
    "letters behind a sender": b"From: x <a@example.com> " + b"a" * 250_000 + b"\r\n\r\nx",
    "references": b"References: " + b"<a@b> " * 40_000 + b"\r\n\r\nx",
    "BinHex of runs": MIXED
    + (b"--b\r\nContent-Type: application/mac-binhex40\r\n\r\n:" + b"l*&k%*" * 60_000 + b":\r\n") * 60,
    "packages of nothing": MIXED
    + (b"--b\r\nContent-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\0\0" + b"\1" + b"\0" * 10 * 40_000)
    * 40,
    "signatures of nothing": MIXED
    + (b"--b\r\nContent-Type: application/pkcs7-mime\r\n\r\n" + b"\x30\x80" * 500_000) * 20,
    "a name of slashes": TOP + b'Content-Type: a/b; name="' + b"/" * 60_000 + b'"\r\n\r\nx',
}

REFUSED = {
    "300 nested multiparts": (nested(300), "nested"),
    "1,000 nested multiparts": (nested(1000), "nested"),
    "100,000 parts": (MIXED + b"--b\r\n\r\n" * 100_000, "more than 1000 parts"),
    "deep and large": (nested(49) + b"\n--x" * 1_000_000, "nested"),
    "more than 25 MB": (TOP + b"\r\n" + b"x" * (25 * 1024 * 1024), "more than 25 MB"),
    "nothing": (b"\r\n \r\n", "empty"),
}
