"""One machine, one office: what `make site` and `make run` use."""

from cms.settings.base import *  # noqa: F403
from cms.settings.base import DATA_DIR
from cms.settings.secret import secret_key

DEBUG = True
SECRET_KEY = secret_key(DATA_DIR)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]

# A line a request would bury the password that `make run` shows.
LOGGING = {"version": 1, "incremental": True, "loggers": {"django.server": {"level": "WARNING"}}}
