"""Each settings module, imported by a fresh Python as an installation does."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def run(code, tmp_path, **environment):
    env = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "LANG")}
    env |= {"DATA_DIR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
    )


SHOW_KEY = "from cms.settings import dev; print(dev.SECRET_KEY)"


def test_the_secret_key_is_made_once_for_its_owner_only(tmp_path):
    first = run(SHOW_KEY, tmp_path)
    assert first.returncode == 0, first.stderr
    assert len(first.stdout.strip()) > 50
    assert run(SHOW_KEY, tmp_path).stdout == first.stdout
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_production_asks_for_what_it_needs(tmp_path):
    code = "from cms.settings import production"
    missing = run(code, tmp_path)
    assert missing.returncode
    assert "SECRET_KEY" in missing.stderr
    given = {
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "cms.example.org",
        "CMS_URL": "https://cms.example.org",
    }
    assert run(code, tmp_path, **given).returncode == 0


def test_the_deployment_check_of_django_is_clean(tmp_path):
    given = {
        "SECRET_KEY": "abcdefghij" * 6,
        "ALLOWED_HOSTS": "cms.example.org",
        "CMS_URL": "https://cms.example.org",
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    }
    code = "import django; django.setup(); from django.core.management import call_command as c;"
    result = run(f"{code} c('check', deploy=True, fail_level='ERROR')", tmp_path, **given)
    assert result.returncode == 0, result.stderr


def test_a_database_url_selects_postgresql(tmp_path):
    code = "from cms.settings import base; print(base.DATABASES['default']['ENGINE'])"
    result = run(code, tmp_path, DATABASE_URL="postgres://u:p@db/newsroom")
    assert result.stdout.strip() == "django.db.backends.postgresql"


def test_a_path_that_is_set_but_empty_is_the_default(tmp_path):
    code = "from cms.settings import base; print(base.DATA_DIR, base.SITE_CONFIG.url)"
    given = run(code, tmp_path, DATA_DIR="", SITE_TOML="")
    assert given.stdout.split()[0] == str(ROOT / "var"), given.stderr


def test_a_test_run_never_uses_the_data_of_the_installation(tmp_path):
    code = "from cms.settings import test; print(test.DATA_DIR)"
    assert str(ROOT) not in run(code, tmp_path, DATA_DIR="").stdout


def test_the_development_server_logs_what_went_wrong_only(tmp_path):
    code = (
        "import django, logging; django.setup(); log = logging.getLogger('django.server');"
        "log.info('asked'); log.warning('not found')"
    )
    result = run(code, tmp_path, DJANGO_SETTINGS_MODULE="cms.settings.dev")
    assert result.returncode == 0, result.stderr
    assert "asked" not in result.stderr
    assert "not found" in result.stderr
