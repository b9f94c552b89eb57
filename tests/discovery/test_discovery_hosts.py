"""Sites without a profile are called by their host, whatever letters it is written in."""

from __future__ import annotations

import pytest

from crawlers.address import canonical
from crawlers.unprofiled import host_id, site_at
from sholu.errors import UserError


@pytest.mark.parametrize(
    ("url", "id", "host"),
    [
        ("https://www.example.kz/a", "example.kz", "example.kz"),
        ("https://шолу.қаз/жаңалық", "xn--k1afqr.xn--80ao21a", "xn--k1afqr.xn--80ao21a"),
        ("http://[::1]:8000/a", "__1", "::1"),
        ("http://127.0.0.1:8000/", "127.0.0.1", "127.0.0.1"),
    ],
)
def test_a_host_names_its_site(url, id, host):
    site = site_at(url, "Asia/Almaty")
    assert host_id(url) == site.id == id
    assert host in site.hosts


def test_a_host_of_kazakh_letters_has_the_addresses_that_are_asked():
    url = "https://шолу.қаз/1"
    assert canonical(url, site_at(url, "Asia/Almaty")) == "https://xn--k1afqr.xn--80ao21a/1"


@pytest.mark.parametrize("url", ["http://[::1", "http://a..b/", "example.kz", "ftp://a.kz/", ""])
def test_what_is_no_address_is_said(url):
    with pytest.raises(UserError, match="expected an address"):
        site_at(url, "Asia/Almaty")
