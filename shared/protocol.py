"""HTTP connections with bounds: how long a request's address and headers may be."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_URL = 8 * 1024
LONGEST_HEAD = 32 * 1024
"""Bytes of a request's first line and headers together; common gateways allow no more either."""

MOST_HEADERS = 100

FRAMING = 8
"""Bytes of chunk sizes and line ends to one byte of a body: chunks of one byte need five."""

REFUSALS = {
    413: b"HTTP/1.1 413 Content Too Large\r\n",
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

    _messages = 0
    _body = _sent = 0
    """Bytes of a body, and all that was sent with it: a chunk may carry an extension, and nothing else counts that."""

    def data_received(self, data: bytes) -> None:
        """Some bytes of a request."""
        if self._refused:
            return
        message, is_body = self._messages, self._is_past_head
        super().data_received(data)
        if is_body and message == self._messages:
            self._sent += len(data)
            if self._sent > LONGEST_HEAD + (1 + FRAMING) * self._body:
                self._refuse(413)
        # Whatever came while no head was finished is part of one: a single header may have no end.
        self._unfinished = 0 if self._is_past_head else self._unfinished + len(data)
        if self._unfinished > LONGEST_HEAD:
            self._refuse(431)

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._messages += 1
        self._counted = self._body = self._sent = 0
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
            self._body += len(body)
            super().on_body(body)

    def _refuse(self, status: int) -> None:
        if not self._refused:
            self._refused = True
            if not self._is_answering:
                self.transport.write(REFUSALS[status] + b"content-length: 0\r\nconnection: close\r\n\r\n")
            self.transport.close()

    @property
    def _is_answering(self) -> bool:
        """Whether an answer has begun, into which no other may be written."""
        return self._is_past_head and self.cycle is not None and self.cycle.response_started
