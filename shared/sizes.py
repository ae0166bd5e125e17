"""Numbers of bytes as people read them: a file's size and a limit in the same unit, of 1024."""

KB, MB = 1024, 1024 * 1024


def filesize(count: int) -> str:
    """A size people read: '82.1 KB', '10 MB'. Rounded up, so that what is over a limit never reads like it."""
    if count < KB:
        return f"{count} B"
    if (tenths := _tenths(count, KB)) < 10 * KB:
        return f"{_as_number(tenths)} KB"
    return f"{_as_number(_tenths(count, MB))} MB"


def bytes_for_people(limit: int) -> str:
    """A limit, never rounded: '10 MB' for 10 * 1024 * 1024, '1500 bytes' for 1500."""
    unit = MB if limit >= MB else KB
    return filesize(limit) if limit >= KB and limit * 10 % unit == 0 else f"{limit} bytes"


def _tenths(count: int, unit: int) -> int:
    return -(-count * 10 // unit)


def _as_number(tenths: int) -> str:
    whole, tenth = divmod(tenths, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)
