from pathlib import Path

import pytest

from contract import site_config
from contract.site_config import SiteConfigError

ROOT = Path(__file__).parents[2]
GOOD = (ROOT / "site.toml").read_text(encoding="utf-8")


def load(tmp_path: Path, text: str) -> site_config.SiteConfig:
    file = tmp_path / "site.toml"
    file.write_text(text, encoding="utf-8")
    return site_config.load(file)


def test_the_starter_configuration_is_read(tmp_path):
    site = load(tmp_path, GOOD)
    assert site.default_locale == site.locale_codes[0] == "th"
    assert site.tag("1", "th") == "tag:thungsong.example,2026:1/th"
    assert str(site.zone) == "Asia/Bangkok"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('url = "http://127.0.0.1:8001"', 'url = "ftp://x"'), "url must be like"),
        (('url = "http://127.0.0.1:8001"', 'url = "https://x/path"'), "url must be like"),
        (('url = "http://127.0.0.1:8001"', 'url = "https://www..x.th"'), "url must be like"),
        (('url = "http://127.0.0.1:8001"', 'url = "https://-x.th"'), "url must be like"),
        (('url = "http://127.0.0.1:8001"', "url = 5"), "url must be a str"),
        (('digits = "arabic"', 'digits = "roman"'), "digits must be"),
        (('digits = "arabic"', 'digit = "arabic"'), "unknown key 'digit'"),
        (('timezone = "Asia/Bangkok"', 'timezone = "Asia/Nowhere"'), "timezone"),
        (('timezone = "Asia/Bangkok"', 'timezone = "../../etc/passwd"'), "timezone"),
        (('theme = "thungsong"', 'theme = "../elsewhere"'), "theme must be"),
        (('code = "en"', 'code = "th"'), "stands twice"),
        (('code = "en"', 'code = "../en"'), "locale code"),
        (('code = "en"', "code = 5"), "needs the texts"),
        (('label = "English"', 'colour = "English"'), "unknown key in [[locales]]"),
        (("year = 2026", "year = 2569"), "tag.year must be"),
        (('authority = "thungsong.example"', 'authority = "x y"'), "tag.authority"),
        (('brand = "#0b5d4e"', 'brand = "red;}"'), "colours.brand"),
        (("[tag]", "[tag"), "not valid TOML"),
        (('feedback_url = ""', 'feedback_url = "javascript:x"'), "feedback_url"),
        (("[contact]", "[kontakt]"), "unknown key"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_that_names_the_key(tmp_path, change, words):
    assert change[0] in GOOD
    with pytest.raises(SiteConfigError) as caught:
        load(tmp_path, GOOD.replace(*change, 1))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "host", ["[::1]:8001", "10.0.0.7", "town_1.go.th", "เทศบาล.go.th", "x.th."]
)
def test_hosts_of_any_kind_are_taken(tmp_path, host):
    text = GOOD.replace("127.0.0.1:8001", host, 1)
    assert load(tmp_path, text).url == f"http://{host}"


@pytest.mark.parametrize("key", ["public_url", "endpoint_url", "url"])
def test_a_password_in_an_address_is_refused_and_not_shown(tmp_path, key):
    address = "https://u:secretpw@example.go.th"
    line = f'{key} = "{address}"\n'
    text = GOOD + f'[[targets]]\nurl = "s3://town/site"\n{line}'
    if key == "url":
        text = GOOD.replace("http://127.0.0.1:8001", address, 1)
    with pytest.raises(SiteConfigError, match=f"{key} must be an address without a user") as caught:
        load(tmp_path, text)
    assert "secretpw" not in str(caught.value)


TARGET = """
[[targets]]
url = "s3://town-website/site/"
distribution = "E2EXAMPLE"
public_url = "https://www.example.go.th/"
"""


def test_targets_are_read(tmp_path):
    (target,) = load(tmp_path, GOOD + TARGET).targets
    assert target.url == "s3://town-website/site"
    assert target.public_url == "https://www.example.go.th"
    assert (target.distribution, target.region) == ("E2EXAMPLE", "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("s3://town-website/site/", "ftp://town"), "targets.url must be like"),
        (("s3://town-website/site/", "file:srv"), "targets.url must be like"),
        (("s3://town-website/site/", "file:///srv/site"), "targets.distribution is for targets"),
        (("https://www.example.go.th/", "example.go.th"), "targets.public_url must be like"),
        (("https://www.", "https://www.."), "targets.public_url must be like"),
        (('public_url = "https', 'endpoint_url = "ftp'), "targets.endpoint_url must be like"),
        (("distribution", "distributon"), "unknown key in [[targets]]: distributon"),
        (('"E2EXAMPLE"', "5"), "[[targets]] hold texts"),
        (("[[targets]]", "[targets]"), "[[targets]] must be tables"),
    ],
)
def test_a_mistake_in_a_target_is_one_sentence(tmp_path, change, words):
    assert change[0] in TARGET
    with pytest.raises(SiteConfigError) as caught:
        load(tmp_path, GOOD + TARGET.replace(*change, 1))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_a_sentence_too(tmp_path):
    with pytest.raises(SiteConfigError, match="cannot be read"):
        site_config.load(tmp_path / "site.toml")
