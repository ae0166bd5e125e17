"""Traces and logs: one trace from a customer's click to the mail, its id on every log line."""

import logging
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from random import getrandbits
from typing import Any, TextIO, cast

import structlog
from opentelemetry import trace
from opentelemetry.context import Context, attach, detach
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import Counter
from uuid_utils.compat import uuid7

from shared.message import Headers

correlation_id: ContextVar[str] = ContextVar("correlation_id", default="")
"""What ties together everything that one outside request caused."""

tracer = trace.get_tracer("helpdesk")
_propagator = TraceContextTextMapPropagator()
_NOT_SAMPLED = trace.TraceFlags(trace.TraceFlags.DEFAULT)
_collecting = False
LINES_LOST = Counter("helpdesk_log_lines_lost", "Log lines that could not be written")
SECRET_KEYS = ("token", "password", "secret", "authorization", "cookie", "signature")


def current_headers() -> Headers:
    """The trace and correlation of the present moment, to be stored beside an event."""
    headers: Headers = {"correlation_id": correlation_id.get() or str(uuid7())}
    _propagator.inject(headers)
    return headers


def context_of(headers: Headers) -> Context:
    """The trace context that some headers carry."""
    return _propagator.extract(headers)


@contextmanager
def continued(name: str, headers: Headers, kind: SpanKind = SpanKind.INTERNAL) -> Iterator[trace.Span]:
    """A span named `name` that goes on where `headers` come from, or begins a trace.

    When nobody collects spans only the ids are carried on: logs, events and mails still share one.
    """
    before = correlation_id.set(headers.get("correlation_id", "") or str(uuid7()))
    try:
        if _collecting:
            with tracer.start_as_current_span(name, context=context_of(headers), kind=kind) as span:
                yield span
        else:
            with _ids_only(headers) as span:
                yield span
    finally:
        correlation_id.reset(before)


@contextmanager
def _ids_only(headers: Headers) -> Iterator[trace.Span]:
    span = trace.get_current_span(context_of(headers)) if "traceparent" in headers else trace.INVALID_SPAN
    if not span.get_span_context().is_valid:
        ids = trace.SpanContext(getrandbits(128) or 1, getrandbits(64) or 1, False, _NOT_SAMPLED)
        span = trace.NonRecordingSpan(ids)
    token = attach(trace.set_span_in_context(span, Context()))
    try:
        yield span
    finally:
        detach(token)


def start_tracing(otlp_endpoint: str | None) -> None:
    """Send spans to `otlp_endpoint` (OTLP over HTTP); without one only ids are made and carried on."""
    global _collecting
    if not otlp_endpoint or _collecting:
        return
    provider = TracerProvider(resource=Resource.create({"service.name": "helpdesk"}))
    exporter = OTLPSpanExporter(endpoint=f"{otlp_endpoint.rstrip('/')}/v1/traces")
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    _collecting = True


def is_collecting() -> bool:
    """Whether spans go anywhere."""
    return _collecting


def stop_tracing() -> None:
    """Send what is left."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.shutdown()


def _add_trace(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        line["trace_id"] = format(context.trace_id, "032x")
    if correlation := correlation_id.get():
        line["correlation_id"] = correlation
    return line


def _hide_secrets(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in line:
        if any(word in key.lower() for word in SECRET_KEYS):
            line[key] = "***"
    return line


def traced(error: BaseException) -> str:
    """What kind of error it was and where, without its message: that may hold what a customer wrote."""
    lines = []
    for each in _chain(error):
        frames = traceback.extract_tb(each.__traceback__)[-8:]
        state = getattr(getattr(each, "orig", each), "sqlstate", None)
        lines.append(f"{type(each).__name__}{f' {state}' if state else ''}")
        lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join(lines)


def _chain(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    while current is not None:
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _trace_errors(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    error = line.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        line["exception"] = traced(error)
    return line


class Unbreakable:
    """Standard error for log lines: one that cannot be written is counted and dropped, and breaks nothing."""

    def write(self, text: str) -> int:
        """Write, if that is possible."""
        try:
            return sys.stderr.write(text)
        except (OSError, ValueError):
            LINES_LOST.inc()
            return len(text)

    def flush(self) -> None:
        """Flush, if that is possible."""
        try:
            sys.stderr.flush()
        except (OSError, ValueError):
            LINES_LOST.inc()


def start_logging(level: str, as_json: bool) -> None:
    """Log lines on standard error, with trace and correlation ids and without secrets."""
    stream = Unbreakable()
    render = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_trace,
            _hide_secrets,
            _trace_errors,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, stream)),
        cache_logger_on_first_use=True,
    )
    logging.raiseExceptions = False
    logging.basicConfig(level=logging.WARNING, stream=stream, format="%(name)s %(levelname)s %(message)s")
