"""Tests of the content contract."""

from contract.site_config import Locale, SiteConfig

SITE = SiteConfig(
    url="https://www.example.go.th",
    timezone="Asia/Bangkok",
    digits="arabic",
    tag_authority="example.go.th",
    tag_year=2026,
    locales=(Locale("th", "ไทย", "เมืองตัวอย่าง"), Locale("en", "English", "Example Town")),
    brand="#0b5d4e",
    accent="#b3541e",
)
