"""How much of a mail is read. A mail over a limit that may not be cut is refused, and says which limit."""

LARGEST_MAIL = 25 * 1024 * 1024
"""Bytes of a mail, as it came."""

MOST_PARTS = 1000
"""Parts of a mail, those of parts included."""

DEEPEST = 50
"""Multiparts within each other."""

MOST_SEARCHED = 4 * LARGEST_MAIL
"""Bytes that are searched for boundaries, those of a multipart within others again for each."""

LIKE_BOUNDARY_WITHIN = 64 * 1024
"""Bytes of a multipart in which a boundary is guessed that its head does not name."""

LONGEST_HEAD = 2 * 1024 * 1024
"""Bytes of one part's headers; what comes after them is not read as headers any more."""

MOST_HEADERS = 2000
"""Headers of one part."""

LONGEST_HEADER = 64 * 1024
"""Bytes of one header that are read; lists of addresses are read further."""

LONGEST_ADDRESSES = 256 * 1024
"""Bytes of a list of addresses that are read."""

MOST_ADDRESSES = 1000
"""Addresses given of one header."""

MOST_PARAMETERS = 100
"""Parameters of a Content-Type or a Content-Disposition."""

MOST_REFERENCES = 200
"""Message-IDs given of References: the first, and then the last ones."""

LONGEST_TEXT = 2_000_000
"""Characters given of a mail's text."""

MOST_DECODED = 4 * LONGEST_TEXT
"""Bytes of one part that are made text of; no charset needs more for so many characters."""

LONGEST_HTML = 1_250_000
"""Characters read of a mail's HTML."""

LONGEST_HTML_AS_TEXT = 300_000
"""Characters of HTML from which a text is made for a mail that has none."""

LONGEST_RTF = 1_000_000
"""Bytes of rich text that are unpacked and read."""

LONGEST_NAME = 255
"""Characters of a file's name."""

MOST_FILES = 1000
"""Files that one mail may bring, those packed into others included."""

MOST_GUESSES = 200
"""Guesses at the charsets of pieces of a mail that declare none."""

MOST_OPENED = 10
"""Packages of one kind (winmail.dat and BinHex, signed contents) that are opened in a mail; further ones stay files."""


class NoMail(ValueError):
    """There is nothing to read."""


class TooMuch(ValueError):
    """The mail is over a limit; the message says which."""
