import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.errors import ConfigError
from dateline.fetch.failures import FetchFailure, Refused
from dateline.fetch.guard import Guard, host_of

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0.0.0.0/",
    "http://10.1.2.3/",
    "http://172.16.0.1/",
    "http://192.168.1.1:8080/",
    "http://100.64.0.1/",
    "http://100.100.100.200/",
    "http://169.254.169.254/latest/meta-data/",
    "http://168.63.129.16/",
    "http://192.0.0.192/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://localhost/",
    "http://[::1]/",
    "http://[::]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[::ffff:10.0.0.1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:7f00:1::]/",
    "http://[64:ff9b:1::808:808]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[::ffff:0:8.8.8.8]/",
    "http://[2606:4700::5efe:a00:1]/",
    "http://[2606:4700::200:5efe:7f00:1]/",
    "http://[3fff::1]/",
    "http://0177.0.0.1/",
    "http://①②⑦.⓪.⓪.①/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_refuses_what_is_not_public(url: str) -> None:
    with pytest.raises(Refused, match="not a public address"):
        Guard().check(url)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host.example/",
        "file:///etc/passwd",
        "gopher://host.example/",
        "javascript:alert(1)",
        "host.example",
    ],
)
def test_refuses_other_schemes(url: str) -> None:
    with pytest.raises(Refused, match="scheme"):
        Guard().check(url)


@pytest.mark.parametrize(
    "url", ["http://", "http:///path", "http://[::1", "http://h:99999/", "http://a@8.8.8.8/"]
)
def test_refuses_malformed_addresses_and_user_names(url: str) -> None:
    with pytest.raises(Refused):
        Guard().check(url)


@pytest.mark.parametrize("url", ["http://8.8.8.8/", "https://[2606:4700::1111]/x", "HTTPS://1.1.1.1:8443/"])
def test_lets_public_addresses_pass(url: str) -> None:
    assert Guard().check(url) == host_of(url)


@given(st.ip_addresses(v=4))
def test_an_ipv6_form_of_an_address_is_refused_exactly_when_the_address_is(
    address: ipaddress.IPv4Address,
) -> None:
    public = _passes(f"http://{address}/")
    assert _passes(f"http://[::ffff:{address}]/") is public
    assert _passes(f"http://[64:ff9b::{address}]/") is public
    assert _passes(f"http://[2606:4700::5efe:{address}]/") is public


@given(st.text(max_size=40))
def test_any_text_is_either_let_pass_or_refused(text: str) -> None:
    _passes(f"http://{text}.invalid:port/")
    _passes(text)


def test_a_rule_leads_a_host_to_where_the_operator_says() -> None:
    guard = Guard(["www.post.example:443:127.0.0.1:8443"])
    assert guard.resolve("www.post.example", 443) == (("127.0.0.1", 8443),)


def test_the_first_rule_that_matches_counts() -> None:
    guard = Guard(["a.example::127.0.0.1:1", "::127.0.0.2:2"])
    assert guard.resolve("a.example", 80) == (("127.0.0.1", 1),)
    assert guard.resolve("b.example", 80) == (("127.0.0.2", 2),)


def test_a_rule_may_name_ipv6_in_brackets() -> None:
    assert Guard(["a.example:80:[::1]:8080"]).resolve("a.example", 80) == (("::1", 8080),)


def test_a_rule_may_name_a_private_host_and_leave_it_where_it_is() -> None:
    assert Guard(["127.0.0.1:8000::"]).resolve("127.0.0.1", 8000) == (("127.0.0.1", 8000),)
    with pytest.raises(Refused):
        Guard(["127.0.0.1:8000::"]).resolve("127.0.0.1", 8001)


def test_a_rule_for_any_host_opens_no_private_literal() -> None:
    guard = Guard(["::127.0.0.1:8443"])
    with pytest.raises(Refused):
        guard.check("http://169.254.169.254/")
    with pytest.raises(Refused):
        guard.check("http://[::1]/")


def test_a_rule_that_only_changes_the_port_opens_nothing() -> None:
    with pytest.raises(Refused):
        Guard([":80::8080"]).check("http://localhost/")


@pytest.mark.parametrize("rule", ["", "a:80:b", "a:http:b:80", "a:80:b:80:c"])
def test_a_malformed_rule_is_named(rule: str) -> None:
    with pytest.raises(ConfigError, match="CONNECT_TO"):
        Guard([rule])


def _passes(url: str) -> bool:
    try:
        Guard(["::8.8.8.8:80"] if "[" not in url and not url[7:8].isdigit() else []).check(url)
    except FetchFailure:
        return False
    return True
