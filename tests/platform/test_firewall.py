"""What the firewalls' own files and commands say, as these systems write it."""

import pytest

from app.platform.firewall import firewalld_lets_in, macos_is_on, nftables_refuses, ufw_is_on, ufw_lets_in

UFW = "# /etc/ufw/ufw.conf\n#\nENABLED={}\nLOGLEVEL=low\n"
UFW_RULES = """*filter
### RULES ###

### tuple ### allow tcp 8000 0.0.0.0/0 any 0.0.0.0/0 in
-A ufw-user-input -p tcp --dport 8000 -j ACCEPT
### tuple ### deny tcp 9000 0.0.0.0/0 any 0.0.0.0/0 in
### END RULES ###
"""
NFT = "table inet filter {{\n\tchain input {{\n\t\ttype filter hook input priority 0; policy {};\n\t}}\n}}\n"


def test_ufw_is_on_where_its_settings_say_so() -> None:
    assert ufw_is_on(UFW.format("yes"))
    assert not ufw_is_on(UFW.format("no"))
    assert not ufw_is_on("#ENABLED=yes\n")


@pytest.mark.parametrize(("port", "lets_in"), [(8000, True), (9000, False), (800, False)])
def test_ufw_lets_in_what_a_rule_allows(port: int, lets_in: bool) -> None:
    assert ufw_lets_in(UFW_RULES, port) is lets_in
    assert ufw_lets_in(None, port) is None, "only root may read the rules"


@pytest.mark.parametrize(("port", "lets_in"), [(8000, True), (9005, True), (9011, False), (53, False)])
def test_firewalld_lets_in_single_ports_and_ranges_of_tcp(port: int, lets_in: bool) -> None:
    assert firewalld_lets_in("8000/tcp 9000-9010/tcp 53/udp\n", port) is lets_in
    assert firewalld_lets_in(None, port) is None


def test_nftables_refuses_by_its_policy_or_a_rule() -> None:
    assert nftables_refuses(NFT.format("drop"))
    assert not nftables_refuses(NFT.format("accept"))
    assert nftables_refuses(NFT.format("accept;\n\t\ttcp dport 1-9000 reject"))
    assert not nftables_refuses("")


def test_macos_names_the_state_with_a_number() -> None:
    assert macos_is_on("Firewall is enabled. (State = 1)")
    assert macos_is_on("Firewall is set to block all non-essential incoming connections. (State = 2)")
    assert not macos_is_on("Firewall is disabled. (State = 0)")
