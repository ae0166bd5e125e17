"""What every service says that stores files of strangers and colleagues."""

from shared.contracts.event import Event


class FileStored(Event):
    """A file lies in the storage, and opens for nobody before the scanner has found nothing in it. `size` in bytes."""

    object_key: str
    size: int
