import pytest

from services.notifications.app import build
from services.notifications.domain.errors import HostRefused
from services.notifications.mail_servers.hosts import Hosts, NotResolved, is_public
from services.notifications.settings import NotificationsSettings
from tests.notifications.conftest import QUICK, Mail, a_mailbox, queued
from tests.service_fixtures import a_person, settings_for

PRIVATE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "::7f00:1", "::a00:1",
    "::ffff:0:a00:1", "::ffff:0:0:a00:1", "fec0::1", "feff::1", "fe80::1", "100.127.255.254", "192.0.0.8",
    "192.88.99.1", "198.18.0.1", "240.0.0.1", "255.255.255.255", "2001:0:a00:1::1", "2001::80ff:ff01",
    "2001:0:101:101::f5ff:fffe", "2001:db8::1", "3fff::1", "5f00::1", "ff0e::1", "fc00::1", "100::1",
    "2606:4700:4700:0:0:5efe:a00:1", "2606:4700:4700:0:200:5efe:c0a8:101", "2002:a9fe:a9fe::", "2002:e000:1::",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
@pytest.mark.attack("A19")
def test_no_address_of_a_private_network_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "2002:101:101::"])
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "2130706433", "0x7f.1", "127.1"])
@pytest.mark.attack("A19")
async def test_however_it_is_written_this_machine_is_refused(host):
    with pytest.raises((HostRefused, NotResolved)):
        await Hosts(any_host=False).resolve(host, 25)
    assert await Hosts(any_host=True).resolve("127.0.0.1", 2)


async def test_a_port_that_is_not_one_of_mail_is_refused():
    with pytest.raises(HostRefused):
        await Hosts(any_host=False).resolve("1.1.1.1", 6379)


@pytest.fixture
async def build_as(database, tmp_path):
    url, made = (await database("notifications")).url, []

    def building(**more: str) -> Mail:
        made.append(build(settings_for(NotificationsSettings, "notifications", url, tmp_path, **more), QUICK))
        return Mail(made[-1])

    yield building
    for service in made:
        await service.close()


@pytest.mark.attack("A19")
async def test_in_production_a_private_server_is_refused_unless_the_operator_allows_it(
    build_as, mail, desk, sink
):
    production = {"HELPDESK_ENV": "production"}
    allowed = production | {"HELPDESK_NOTIFICATIONS_ALLOW_PRIVATE_HOSTS": "1"}
    place = f"/api/mail/desks/{desk.id}/mailbox"
    async with build_as(**production).client(a_person("owner")) as http:
        for body in (a_mailbox(25), a_mailbox(25, smtp={"host": "8.8.8.8"}, imap={"host": "10.1.2.3"})):
            answer = await http.put(place, json=body)
            assert (answer.status_code, answer.json()["code"]) == (422, "host_refused")
    async with build_as(**allowed).client(a_person("owner")) as http:
        assert (await http.put(place, json=a_mailbox(25))).status_code == 200


@pytest.mark.attack("A19")
async def test_a_name_that_leads_inside_by_now_is_not_connected_to(build_as, desk, mailbox, sink):
    production = build_as(HELPDESK_ENV="production")
    await queued(production, desk)
    await production.send()
    (row,) = await production.deliveries()
    assert (row.state, sink.connections) == ("queued", 0)
    assert "Port" in row.reason or "private network" in row.reason
