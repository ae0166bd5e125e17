import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from services.notifications.app import build
from services.notifications.settings import NotificationsSettings
from tests.conftest import MakeDatabase
from tests.notifications.conftest import QUICK, Mail, given_mailbox, heard_desk, queued
from tests.notifications.sink import Sink
from tests.service_fixtures import a_person, settings_for


def self_signed(folder: Path, host: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server shows, and what a client needs that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate, secret = folder / f"{host}.pem", folder / f"{host}.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, secret)
    return server, ssl.create_default_context(cafile=str(certificate))


@pytest.fixture
async def serve(database: MakeDatabase, tmp_path: Path) -> Callable[..., Any]:
    url = (await database("notifications")).url

    @asynccontextmanager
    async def trusting(tls: ssl.SSLContext | None) -> AsyncIterator[Mail]:
        service = build(settings_for(NotificationsSettings, "notifications", url, tmp_path), QUICK, tls)
        yield Mail(service)
        await service.web.state.connections.close_idle(older_than=0)
        await service.close()

    return trusting


async def one_mail(mail: Mail, port: int, tls: str, host: str = "localhost") -> Any:
    desk = await heard_desk(mail)
    async with mail.client(a_person("owner")) as http:
        await given_mailbox(http, desk.id, port, smtp={"host": host, "tls": tls})
    await queued(mail, desk)
    await mail.send()
    return (await mail.deliveries())[0]


async def test_starttls_with_a_trusted_certificate_sends(serve, tmp_path):
    server, client = self_signed(tmp_path, "localhost")
    async with Sink(tls=server) as sink, serve(client) as mail:
        assert (await one_mail(mail, sink.port, "starttls")).state == "sent"
        assert len(sink.raw) == 1


@pytest.mark.parametrize("trusted", [True, False])
async def test_a_certificate_of_nobody_we_trust_or_of_another_host_gets_no_mail(serve, tmp_path, trusted):
    server, client = self_signed(tmp_path, "elsewhere" if trusted else "localhost")
    async with Sink(tls=server) as sink, serve(client if trusted else None) as mail:
        row = await one_mail(mail, sink.port, "starttls")
        assert (row.state, row.attempts, sink.raw) == ("queued", 1, [])
        assert "certificate" in row.reason.lower()


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_server_that_does_not_encrypt_gets_no_mail_in_the_clear(serve, sink, tls):
    async with serve(None) as mail:
        row = await one_mail(mail, sink.port, tls)
        assert (row.state, sink.commands.count("MAIL"), sink.raw) == ("queued", 0, [])
