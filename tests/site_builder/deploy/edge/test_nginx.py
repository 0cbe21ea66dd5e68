import dataclasses
import re

import pytest

from site_builder.deploy.edge import nginx, policy, redirect_map
from site_builder.deploy.edge.nginx import Server


def test_the_place_of_the_site_and_its_logs_can_be_chosen():
    text = nginx.site(
        Server("/data/web site", "/data/logs", ("127.0.0.1:8080",), ("a.go.th", "b.go.th"))
    )
    for line in (
        'root "/data/web site";', 'access_log "/data/logs/access.log" combined;',
        "listen 127.0.0.1:8080;", "server_name a.go.th b.go.th;",
        'include "/data/web site/.newsroom/nginx/[r]edirects.map";',
    ):  # fmt: skip
        assert line in text


def test_every_header_is_set_once_and_for_the_whole_server():
    text = nginx.site(Server())
    headers = re.findall(r"(?m)^ *add_header ([\w-]+) .*$", text)
    assert len(headers) == len(set(headers))
    assert set(policy.SECURITY_HEADERS) < set(headers)
    assert re.findall(r"(?m)^    add_header .* always;$", text) == re.findall(
        r"(?m)^ *add_header .*$", text
    )


def test_an_encoding_is_never_forced_on_a_client():
    text = nginx.site(Server())
    assert "gzip_static on;" in text
    assert "brotli_static on;" in text
    assert "_static always" not in text


def test_https_brings_a_server_that_leads_there():
    text = nginx.site(Server(listen=("443 ssl",), certificate=("/a/cert.pem", "/a/key.pem")))
    assert 'ssl_certificate "/a/cert.pem";' in text
    assert "return 301 https://$server_name$request_uri;" in text
    assert "return 301 https" not in nginx.site(Server())


@pytest.mark.parametrize(
    "change",
    [
        {"root": 'relative'}, {"root": '/a";x'}, {"root": "/a$host"}, {"root": "/a\nb"},
        {"logs": "/a;"}, {"logs": "/a{"}, {"names": ("a; b",)}, {"names": ("",)},
        {"listen": ("80; x",)}, {"listen": ("80\n",)}, {"certificate": ("/a", "b")},
    ],
)  # fmt: skip
def test_a_value_that_would_be_more_than_it_says_is_refused(change):
    with pytest.raises(ValueError, match="cannot stand in the configuration of nginx"):
        nginx.site(dataclasses.replace(Server(), **change))


def test_logs_are_kept_for_ninety_days():
    text = nginx.logrotate(Server(logs="/data/logs"))
    assert "/data/logs/*.log {" in text
    assert "rotate 90\n" in text
    assert "maxage 90\n" in text
    assert "daily\n" in text


def test_the_longest_key_of_the_map_fits_its_bucket():
    size = int(re.search(r"map_hash_bucket_size (\d+);", nginx.site(Server()))[1])
    assert size > redirect_map.MAX_KEY + 64
