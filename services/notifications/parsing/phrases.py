"""Lists of words and phrases as they are kept here: one text, phrases apart by "|" or by the end of a line."""


def phrases(text: str) -> tuple[str, ...]:
    """The phrases in their order, without the spaces around them."""
    return tuple(phrase.strip() for line in text.splitlines() for phrase in line.split("|") if phrase.strip())
