"""What may stand in one line of a mail's head: nothing that ends the line."""

import unicodedata


def one_line(text: str) -> str:
    """`text` with every run of white space made one space, and without control characters."""
    return " ".join("".join(sign for sign in text if sign.isspace() or _is_kept(sign)).split())


def _is_kept(sign: str) -> bool:
    # "Cf" turn or hide what follows in a list of mails; "Cs" cannot be written as UTF-8.
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs"}
