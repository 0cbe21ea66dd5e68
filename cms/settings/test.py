"""The test run: its own folder, cheap password hashing, nothing cached between tests."""

import os
import tempfile

if not os.environ.get("DATA_DIR"):
    os.environ["DATA_DIR"] = os.path.join(tempfile.gettempdir(), f"newsroom-{os.getuid()}")
os.environ.pop("DATABASE_URL", None)

from cms.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "only for tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
