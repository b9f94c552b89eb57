"""A spider class a profile: `scrapy list` prints the sites, `scrapy crawl lada_kz` works."""

from __future__ import annotations

from crawlers.site import Site, site_files
from crawlers.spiders.news import NewsSpider
from sholu.neighbours import check_neighbours
from sholu.settings import Settings, load_settings


def spider_class(
    site: str, ours: Settings | None = None, profile: Site | None = None
) -> type[NewsSpider]:
    """The spider of a site id; with `ours`, under these settings of sholu's.

    `profile` stands in for the one a site without a profile lacks.
    """
    members = {"name": site, "ours": ours, "profile": profile, "__module__": __name__}
    return type(site, (NewsSpider,), members)


check_neighbours()
for _site in site_files(*load_settings(new_folders=True).site_folders):
    globals()[_site] = spider_class(_site)
