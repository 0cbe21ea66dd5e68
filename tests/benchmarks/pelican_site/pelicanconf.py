"""Plain Pelican: its own theme "simple", archives by year and month, feeds by section and topic."""

SITENAME = "เทศบาลเมืองทุ่งสง"
SITEURL = "http://127.0.0.1:8001"
TIMEZONE = "Asia/Bangkok"
DEFAULT_LANG = "th"
THEME = "simple"
PLUGINS: list[str] = []

ARTICLE_PATHS = [
    f"{locale}/{section}" for locale in ("th", "en") for section in ("news", "policies", "awards")
]
PAGE_PATHS = ["th/pages", "en/pages"]
STATIC_PATHS = ["img"]
DEFAULT_PAGINATION = 20

ARTICLE_URL = ARTICLE_LANG_URL = "{lang}/{category}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = "{lang}/{category}/{slug}/index.html"
PAGE_URL = PAGE_LANG_URL = "{lang}/{slug}/"
PAGE_SAVE_AS = PAGE_LANG_SAVE_AS = "{lang}/{slug}/index.html"
YEAR_ARCHIVE_SAVE_AS = "archives/{date:%Y}/index.html"
MONTH_ARCHIVE_SAVE_AS = "archives/{date:%Y}/{date:%m}/index.html"

FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{slug}.atom.xml"
TAG_FEED_ATOM = "feeds/topics/{slug}.atom.xml"
AUTHOR_FEED_ATOM = "feeds/departments/{slug}.atom.xml"
AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = "feeds/all-{lang}.atom.xml"
FEED_MAX_ITEMS = 20

MARKDOWN = {
    "extension_configs": {"markdown.extensions.extra": {}, "markdown.extensions.meta": {}},
    "output_format": "html5",
}
