"""Ports of this machine."""

from services.local import ports


def test_no_port_is_given_twice_before_its_server_has_had_time_to_listen(monkeypatch):
    chances = iter([15_001, 15_001, 15_002, 15_002, 15_003])
    monkeypatch.setattr(ports, "_given", set())
    monkeypatch.setattr(ports, "is_free", lambda port: port != 15_002)
    monkeypatch.setattr(ports.random, "choice", lambda _: next(chances))
    assert ports.free_ports(2) == [15_001, 15_003]
