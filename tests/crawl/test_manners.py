"""Manners: no option takes them back, and only hosts on this machine are asked without delay."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from pydantic import ValidationError
from scrapy import Request
from scrapy.crawler import Crawler

from crawlers import settings as written
from crawlers.middlewares.offsite import Offsite
from crawlers.site import MIN_DELAY, Manners, get_site
from crawlers.spiders import spider_class
from crawlers.spiders.manners import NoContact
from sholu.jobs.crawl import scrapy_settings
from sholu.settings import Settings, SettingsError, load_settings

CONTACT = {"contact": "desk@example.org"}
RUDE = {
    "ROBOTSTXT_OBEY": False,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_DELAY_JITTER": 0.9,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "USER_AGENT": "Mozilla/5.0",
    "DOWNLOAD_SLOTS": {"www.lada.kz": {"delay": 0, "concurrency": 9}},
    "DOWNLOADER_MIDDLEWARES": '{"crawlers.middlewares.robots.Robots": null}',
    "DOWNLOAD_HANDLERS": {
        "https": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler",
    },
}


def settings_of(ours: Settings, **rude) -> object:
    settings = scrapy_settings()
    for name, value in rude.items():
        settings.set(name, value, priority="cmdline")
    return Crawler(spider_class("lada_kz", ours), settings).settings


def test_no_option_of_scrapy_takes_them_back():
    settings = settings_of(Settings(crawl=CONTACT), **RUDE)
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert settings.getfloat("DOWNLOAD_DELAY") == get_site("lada_kz").manners.delay >= MIN_DELAY
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert settings.getdict("DOWNLOAD_SLOTS") == {}
    assert settings["USER_AGENT"].startswith("sholu/")
    assert "desk@example.org" in settings["USER_AGENT"]
    middlewares = settings.getwithbase("DOWNLOADER_MIDDLEWARES")
    for name, number in written.DOWNLOADER_MIDDLEWARES.items():
        assert middlewares[name] == number
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert handlers["http"] == handlers["https"] == "crawlers.replay.LoopbackHandler"


def test_a_redirect_brings_neither_pace_nor_validators_of_the_address_it_came_from():
    crawler = Crawler(spider_class("lada_kz", Settings(crawl=CONTACT)), scrapy_settings())
    crawler.spider = SimpleNamespace(allowed_domains=["www.lada.kz", "lada.kz"])
    headers = {"If-None-Match": '"a"', "If-Modified-Since": "Mon, 06 Jan 2020 10:00:00 GMT"}
    first = Request("https://lada.kz/a", headers=headers)
    Offsite(crawler).process_request(first)
    assert first.headers["If-None-Match"] == b'"a"'
    meta = {"download_slot": "lada.kz", "redirect_urls": [first.url]}
    again = first.replace(meta=dict(meta))
    Offsite(crawler).process_request(again)
    assert again.headers["If-None-Match"] == b'"a"'
    hop = first.replace(url="https://www.lada.kz/a", meta=dict(meta))
    Offsite(crawler).process_request(hop)
    assert "download_slot" not in hop.meta
    assert hop.headers.keys().isdisjoint({b"If-None-Match", b"If-Modified-Since"})


def test_only_hosts_mapped_to_this_machine_are_asked_without_delay():
    ours = Settings(crawl={**CONTACT, "loopback": {"www.lada.kz": "127.0.0.1:8000"}})
    settings = settings_of(ours)
    assert settings.getdict("DOWNLOAD_SLOTS") == {"www.lada.kz": {"delay": 0.0, "concurrency": 1}}
    assert settings.getfloat("DOWNLOAD_DELAY") >= MIN_DELAY  # lada.kz itself is not mapped
    assert settings.getdict("SHOLU_LOOPBACK") == {"www.lada.kz": "127.0.0.1:8000"}


@pytest.mark.parametrize("address", ["10.0.0.1:80", "example.kz:80", "127.0.0.1", "8.8.8.8:80"])
def test_a_host_cannot_be_mapped_to_another_machine(monkeypatch, address):
    monkeypatch.setenv("SHOLU_CRAWL__LOOPBACK", f"www.lada.kz={address}")
    with pytest.raises(SettingsError, match="this machine"):
        load_settings()


def test_a_profile_cannot_ask_for_less_than_the_least_delay():
    with pytest.raises(ValidationError):
        Manners(delay=MIN_DELAY / 2)


def test_a_site_is_not_asked_without_an_address_to_reach_us():
    with pytest.raises(NoContact, match="contact"):
        settings_of(Settings())
