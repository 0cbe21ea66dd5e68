"""The colours of tokens.css, computed for site.toml and for the weakest colours it may hold."""

import re
import tomllib
from itertools import product

import pytest

from tests.themes.theme_files import ROOT, STATIC

Colour = tuple[float, float, float]
SITE = tomllib.loads((ROOT / "site.toml").read_text(encoding="utf-8"))["colours"]

# What reaches 4.5:1 with white and hardly more: a site.toml at its limit.
WEAKEST = {"brand": "#767676", "accent": "#eb0000"}

TEXT_PAIRS = [
    *[(ink, ground) for ink in ("--ink", "--ink-soft", "--link", "--link-hover", "--mark-text")
      for ground in ("--ground", "--surface", "--tint")],
    *[(f"--{name}", ground) for name in ("knowledge", "service", "disaster", "caution")
      for ground in (f"--{name}-tint", "--ground", "--surface", "--tint")],
    *[("--ink", f"--{name}-tint") for name in ("knowledge", "service", "disaster", "caution")],
    ("--on-brand", "--band"),
    ("--ground", "--ink"),
]  # fmt: skip
SHAPE_PAIRS = [
    ("--focus", "--ground"), ("--focus", "--surface"), ("--line-strong", "--surface"),
    ("--line-strong", "--ground"), ("--mark", "--surface"),
]  # fmt: skip


def declarations(block: str) -> dict[str, str]:
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", block))


def tokens(scheme: str, modern: bool, colours: dict[str, str]) -> dict[str, str]:
    """The custom properties as a browser would have them."""
    css = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    screen = css.index("@media screen and (prefers-color-scheme: dark)")
    mixed_dark = css.index("@supports", screen)
    mixed_light = css.index("\n@supports", mixed_dark + 1)
    found = {"--brand": colours["brand"], "--accent": colours["accent"]}
    found |= declarations(css[:screen])
    if scheme == "dark":
        found |= declarations(css[screen:mixed_dark])
        found |= declarations(css[mixed_dark:mixed_light]) if modern else {}
    elif modern:
        found |= declarations(css[mixed_light:])
    return found


def resolve(value: str, found: dict[str, str]) -> Colour:
    value = value.strip()
    if match := re.fullmatch(r"var\((--[\w-]+)(?:,[^)]*)?\)", value):
        return resolve(found[match[1]], found)
    if match := re.fullmatch(r"color-mix\(in srgb, (.+) (\d+)%, (white|black)\)", value):
        share, other = int(match[2]) / 100, 1.0 if match[3] == "white" else 0.0
        red, green, blue = (c * share + other * (1 - share) for c in resolve(match[1], found))
        return red, green, blue
    assert re.fullmatch(r"#[0-9a-f]{6}", value), value
    return int(value[1:3], 16) / 255, int(value[3:5], 16) / 255, int(value[5:7], 16) / 255


def luminance(colour: Colour) -> float:
    """WCAG 2.2, relative luminance."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def failures(pairs: list[tuple[str, str]], least: float, found: dict[str, str]) -> list[str]:
    measured = [
        (a, b, contrast(resolve(found[a], found), resolve(found[b], found))) for a, b in pairs
    ]
    return [f"{a} on {b}: {ratio:.2f}" for a, b, ratio in measured if ratio < least]


@pytest.mark.parametrize("modern", [True, False], ids=["color-mix", "old browser"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_reaches_4_5(scheme: str, modern: bool) -> None:
    assert failures(TEXT_PAIRS, 4.5, tokens(scheme, modern, SITE)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_reaches_4_5_with_the_weakest_colours_of_a_site(scheme: str) -> None:
    white = (1.0, 1.0, 1.0)
    for colour in WEAKEST.values():
        assert 4.5 <= contrast(resolve(colour, {}), white) < 4.9
    assert failures(TEXT_PAIRS, 4.5, tokens(scheme, True, WEAKEST)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_alt_of_a_picture_that_does_not_come_can_be_read_on_any_tone(scheme: str) -> None:
    css = (STATIC / "css" / "tones.css").read_text(encoding="utf-8")
    steps = re.findall(r"\.tone--([rgb])(\d) \{ --(?:red|green|blue): (\d+); \}", css)
    value = {channel + step: int(number) / 255 for channel, step, number in steps}
    seen = re.search(r"var\(--blue\), ([\d.]+)\)", css)
    assert len(value) == 12
    assert seen
    found, share = tokens(scheme, True, SITE), float(seen[1])
    ink, tint = resolve("var(--ink)", found), resolve("var(--tint)", found)
    for red, green, blue in product("0123", repeat=3):
        tone = (value["r" + red], value["g" + green], value["b" + blue])
        r, g, b = (c * share + under * (1 - share) for c, under in zip(tone, tint, strict=True))
        assert contrast(ink, (r, g, b)) >= 4.5


@pytest.mark.parametrize("modern", [True, False], ids=["color-mix", "old browser"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_reach_3(scheme: str, modern: bool) -> None:
    assert failures(SHAPE_PAIRS, 3.0, tokens(scheme, modern, SITE)) == []
