"""HTTP connections with bounds: how long a request's address and headers may be."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_URL = 8 * 1024
LONGEST_HEAD = 32 * 1024
"""Bytes of a request's first line and headers together; common gateways allow no more either."""

MOST_HEADERS = 100

REFUSALS = {
    414: b"HTTP/1.1 414 URI Too Long\r\n",
    431: b"HTTP/1.1 431 Request Header Fields Too Large\r\n",
}


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which itself counts nothing before a request is complete."""

    _unfinished = 0
    """Bytes of a head whose end has not come yet."""

    _counted = 0
    _is_past_head = True
    _refused = False

    def data_received(self, data: bytes) -> None:
        """Some bytes of a request."""
        if self._refused:
            return
        super().data_received(data)
        # Whatever came while no head was finished is part of one: a single header may have no end.
        self._unfinished = 0 if self._is_past_head else self._unfinished + len(data)
        if self._unfinished > LONGEST_HEAD:
            self._refuse(431)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._counted = 0
        self._is_past_head = False

    def on_url(self, url: bytes) -> None:
        """A part of the address."""
        super().on_url(url)
        if len(self.url) > LONGEST_URL:
            self._refuse(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One whole header."""
        self._counted += len(name) + len(value) + 4
        if self._counted > LONGEST_HEAD or len(self.headers) >= MOST_HEADERS:
            self._refuse(431)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is here: the rest of the request has limits of its own."""
        self._is_past_head = True
        if not self._refused:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The whole request is here."""
        if not self._refused:
            super().on_message_complete()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        if not self._refused:
            super().on_body(body)

    def _refuse(self, status: int) -> None:
        if not self._refused:
            self._refused = True
            self.transport.write(REFUSALS[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
            self.transport.close()
