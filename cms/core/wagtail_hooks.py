"""Keeps the admin to what this office needs."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

# Wagtail's help leads to pages on the internet, in English; the site's address is in site.toml.
HIDDEN_MENU_ITEMS = {"help", "sites"}


@hooks.register("construct_main_menu")
@hooks.register("construct_settings_menu")
def hide_menu_items(request: HttpRequest, menu_items: list[Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENU_ITEMS]
