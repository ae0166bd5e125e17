"""Japanese letters in seven bits (ISO-2022-JP, RFC 1468) as programs write them, beyond what the standard allows.

Windows' programs use letters of their own set between the same escapes (Microsoft's code page 50220): ①, ㈱, 髙. Others
write that set in eight bits and call it ISO-2022-JP. Both are read by way of Windows' set (cp932).
"""

import re

ESCAPE = re.compile(rb"(\x1b\$[@B]|\x1b\([BJI]|\r?\n)")
"""Says of which set the following letters are; every line begins in ASCII."""
WHOLE = re.compile(rb"\x1b\$[@B](?:[!-~]{2})++\x1b\([BJ]")
"""Letters between both of their escapes."""
PAIR = re.compile(rb"[!-~]{2}")
IN_TWO = (b"\x1b$@", b"\x1b$B")
KANA = b"\x1b(I"
TO_KANA = bytes(code | 0x80 if 0x20 < code < 0x60 else code for code in range(256))


def decode_loosely(raw: bytes) -> str:
    """All that can be read; a letter that nobody knows is U+FFFD."""
    pieces = ESCAPE.split(raw)
    kept = [pieces[0]]
    for escape, letters in zip(pieces[1::2], pieces[2::2], strict=True):
        if escape in IN_TWO:
            kept.append(PAIR.sub(_in_cp932, letters))
        elif escape == KANA:
            kept.append(letters.translate(TO_KANA))
        else:
            kept += [escape if escape.endswith(b"\n") else b"", letters]
    return b"".join(kept).decode("cp932", "replace")


def _in_cp932(pair: re.Match[bytes]) -> bytes:
    """Row and cell of the table of letters (JIS X 0208) as Shift_JIS folds them: two rows in one."""
    row, cell = pair[0]
    first = (row - 0x21) // 2 + (0x81 if row < 0x5F else 0xC1)
    second = cell + 0x7E if row % 2 == 0 else cell + (0x1F if cell < 0x60 else 0x20)
    return bytes((first, second))
