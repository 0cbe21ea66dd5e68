"""What every installation of the edit side shares.

What this site *is* comes from `site.toml`; machine paths and secrets come from the environment.
Nothing is written outside DATA_DIR.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url

from contract import attachments, pictures, site_config

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()
SITE_CONFIG = site_config.load(Path(os.environ.get("SITE_TOML") or BASE_DIR / "site.toml"))

INSTALLED_APPS = [
    "cms.export",
    "cms.importer",
    "cms.home",
    "cms.news",
    "cms.policies",
    "cms.awards",
    "cms.standard_pages",
    "cms.taxonomy",
    "cms.images",
    "cms.core",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.table_block",
    "wagtail.embeds",  # Wagtail's rich text imports it; its finders are switched off below
    "wagtail.sites",  # the page explorer links to it
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Database. The export worker is a second process: SQLite's default journal and deferred
# transactions would answer it with "database is locked".
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.config(conn_max_age=60)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "db.sqlite3",
            "OPTIONS": SQLITE_OPTIONS,
        }
    }
CONTENT_DIR = DATA_DIR / "content"  # written by the export worker alone
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"

# Languages: the site's default locale is the language of the admin too.
LANGUAGE_CODE = SITE_CONFIG.default_locale
LANGUAGES = [(locale.code, locale.label) for locale in SITE_CONFIG.locales]
LOCALE_PATHS = [
    BASE_DIR / "cms" / "locale",
    BASE_DIR / "cms" / "wagtail_locale",  # what Wagtail's own Thai lacks or says wrongly
]
TIME_ZONE = SITE_CONFIG.timezone
USE_I18N = True
USE_TZ = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = len(LANGUAGES) > 1
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

# Files
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "uploads"
# A story may hold a gallery of 400 pictures; each has about a dozen form fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
WAGTAILIMAGES_IMAGE_MODEL = "images.Picture"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.images.forms.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 25 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = pictures.MAX_PIXELS
PICTURE_MAX_SIDE = 4_000  # in pixels; uploads are made smaller
WAGTAILDOCS_DOCUMENT_MODEL = "images.Attachment"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.images.forms.AttachmentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = attachments.MAX_BYTES

# The admin
WAGTAIL_SITE_NAME = SITE_CONFIG.locales[0].name
WAGTAILADMIN_BASE_URL = os.environ.get("CMS_URL", "http://127.0.0.1:8000")
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # Thai slugs are 9 bytes a letter in a copied link
WAGTAIL_AUTOSAVE_INTERVAL = 5_000  # milliseconds; half a second is too often for old PCs
WAGTAILADMIN_COMMENTS_ENABLED = False
# Full-text indexes find words by spaces, and Thai has none: search by substring finds them.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "modelsearch.backends.database.fallback", "AUTO_UPDATE": False}
}
# The exporter makes redirects from what was public, for every locale alike.
WAGTAILREDIRECTS_AUTO_CREATE = False
# The admin asks nothing of other machines.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS = []

# Without a mail server nothing is sent, and no page promises that it was.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", f"newsroom@{urlsplit(SITE_CONFIG.url).hostname}")
WAGTAIL_PASSWORD_RESET_ENABLED = bool(EMAIL_HOST)
