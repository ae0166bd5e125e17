"""An invitation in a few lines, for mails that have no other words (RFC 5545)."""

import re

FOLD = re.compile(r"\n[ \t]")
PROPERTY = re.compile(r"^(SUMMARY|DTSTART|DTEND|LOCATION|DESCRIPTION)(?:;[^:\n]{0,500})?:(.*)$", re.MULTILINE)
BEGINS = re.compile(r"^BEGIN:VEVENT[ \t]*$", re.MULTILINE)
ENDS = re.compile(r"^END:VEVENT", re.MULTILINE)
MOMENT = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$")
ESCAPED = re.compile(r"\\([nN,;\\])")
LONGEST = 100_000


def summary(calendar: str) -> str:
    """What, when and where, and the words of the invitation; '' when it has no event."""
    unfolded = FOLD.sub("", calendar[:LONGEST])
    begins = BEGINS.search(unfolded)
    ends = ENDS.search(unfolded, begins.end()) if begins else None
    if begins is None or ends is None:
        return ""
    event = unfolded[begins.end() : ends.start()]
    said = {name: _plain(value) for name, value in reversed(PROPERTY.findall(event))}
    times = " – ".join(_moment(said[name]) for name in ("DTSTART", "DTEND") if said.get(name))
    head = "\n".join(line for line in (said.get("SUMMARY"), times, said.get("LOCATION")) if line)
    return "\n\n".join(words for words in (head, said.get("DESCRIPTION")) if words)


def _plain(value: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _moment(value: str) -> str:
    found = MOMENT.match(value)
    if found is None:
        return value
    year, month, day, hour, minute, zone = found.groups()
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}{' UTC' if zone else ''}" if hour else "")
