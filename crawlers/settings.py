"""Every Scrapy setting. What concerns manners is set again by the spider, over any option."""

BOT_NAME = "sholu"
SPIDER_MODULES = ["crawlers.spiders"]
NEWSPIDER_MODULE = "crawlers.spiders"
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

ITEM_PIPELINES = {
    "pipelines.read.Read": 100,
    "pipelines.keep.Keep": 300,
    "pipelines.index.Index": 400,
}
# Scrapy's own without what is switched off here: its remote control alone brings aiohttp with it,
# and Scrapy would load what is named in EXTENSIONS to be left out.
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.throttle.AutoThrottle": 0,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # nothing here has a password
    "crawlers.middlewares.offsite.Offsite": 50,
    "crawlers.middlewares.robots.Robots": 100,
    "crawlers.middlewares.retry_after.RetryAfter": 560,  # before Scrapy retries a 503 at once
    "crawlers.middlewares.archive.Archive": 900,  # nearer the network than HttpCompression
}
# A request is of the frontier and leads to no other: nothing has a depth or a length to watch.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
DOWNLOAD_HANDLERS = {
    "http": "crawlers.replay.LoopbackHandler",
    "https": "crawlers.replay.LoopbackHandler",
}

# The frontier is the store: Scrapy's queue holds a batch of it, and need not tell doubles.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
CONCURRENT_ITEMS = 2  # it is per response, and a response gives one page (scrapy#5182)
CONCURRENT_REQUESTS = 8

DOWNLOAD_MAXSIZE = 10_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408]
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
REFERER_ENABLED = False
HTTPCACHE_ENABLED = False
DOWNLOADER_STATS = False  # they measure every request and answer, and nobody reads them
LOGSTATS_INTERVAL = 0
LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawlers.spiders.logs.Logs"
