import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.media import recipes

DIGEST = "a" * 64
SIDE = st.integers(1, 20_000)


@st.composite
def records(draw: st.DrawFn) -> dict[str, object]:
    width, height = draw(SIDE), draw(SIDE)
    record: dict[str, object] = {"width": width, "height": height, "file": "a.jpg"}
    if draw(st.booleans()):
        x, y = draw(st.integers(0, width)), draw(st.integers(0, height))
        record["focal"] = {"x": x, "y": y, "width": 1, "height": 1}
    return record


@pytest.mark.parametrize("role", recipes.ROLES)
@given(record=records())
def test_nothing_is_scaled_up_and_the_crop_lies_inside(role, record):
    made = recipes.renditions(DIGEST, record, role)
    assert made
    for rendition in made:
        left, top, right, bottom = rendition.box
        assert 0 <= left < right <= record["width"]
        assert 0 <= top < bottom <= record["height"]
        assert 1 <= rendition.width <= right - left
        assert rendition.height >= 1


@pytest.mark.parametrize("role", recipes.ROLES)
@given(record=records().filter(lambda r: "focal" in r))
def test_the_focal_point_lies_in_the_crop(role, record):
    left, top, right, bottom = recipes.renditions(DIGEST, record, role)[0].box
    assert left <= record["focal"]["x"] <= right
    assert top <= record["focal"]["y"] <= bottom


@given(record=records())
def test_a_view_names_only_renditions_that_are_made(record):
    for role in recipes.ROLES:
        urls = {r.url for r in recipes.renditions(DIGEST, record, role)}
        view = recipes.picture(DIGEST, {**record, "alt": "x", "alt_lang": None}, role)
        named = {part.split()[0] for source in view.sources for part in source.srcset.split(", ")}
        assert named | {view.src, view.full} <= urls
        assert view.src.endswith(".webp" if role == "tile" else ".jpg")
        assert 0 <= view.focal_x <= 100
        assert 0 <= view.focal_y <= 100


def test_a_name_depends_on_all_that_the_bytes_depend_on(monkeypatch: pytest.MonkeyPatch) -> None:
    record = {"width": 2000, "height": 1500}
    names = [r.name for r in recipes.renditions(DIGEST, record, "cover")]
    assert len(set(names)) == len(names)
    moved = {**record, "focal": {"x": 0, "y": 0, "width": 1, "height": 1}}
    assert not set(names) & {r.name for r in recipes.renditions(DIGEST, moved, "cover")}
    assert not set(names) & {r.name for r in recipes.renditions("b" * 64, record, "cover")}
    monkeypatch.setattr(recipes, "encoder", lambda format_: "another")
    assert not set(names) & {r.name for r in recipes.renditions(DIGEST, record, "cover")}


def test_widths_are_those_of_the_role_and_the_sources_own_between_two() -> None:
    record = {"width": 1000, "height": 500}
    widths = [r.width for r in recipes.renditions(DIGEST, record, "inline") if r.format == "webp"]
    assert widths == [480, 960, 1000]
    tiny = recipes.renditions(DIGEST, {"width": 100, "height": 50}, "inline")
    assert {r.width for r in tiny} == {100}


def test_a_tile_is_four_by_three_around_the_focal_point_and_smaller_only() -> None:
    record: dict[str, object] = {"width": 3000, "height": 2000}
    made = recipes.renditions(DIGEST, record, "tile")
    assert [(r.format, r.width, r.height) for r in made] == [
        ("webp", 320, 240), ("webp", 480, 360),
    ]  # fmt: skip
    assert made[0].box == (167, 0, 2833, 2000)
    left = {**record, "focal": {"x": 0, "y": 0, "width": 1, "height": 1}}
    assert recipes.renditions(DIGEST, left, "tile")[0].box == (0, 0, 2666, 2000)
    small = recipes.renditions(DIGEST, {"width": 300, "height": 600}, "tile")
    assert [(r.width, r.height) for r in small] == [(300, 225)]


def test_the_quality_of_a_role_is_part_of_the_name() -> None:
    record = {"width": 480, "height": 360}
    tile, gallery = (recipes.renditions(DIGEST, record, role) for role in ("tile", "gallery"))
    assert (tile[-1].box, tile[-1].width, tile[-1].format) == (
        gallery[0].box, gallery[0].width, gallery[0].format,
    )  # fmt: skip
    assert tile[-1].name != gallery[0].name


@pytest.mark.parametrize(
    ("colour", "tone"),
    [(None, None), ("#000000", "000"), ("#ffffff", "333"), ("#3f40c0", "013"), ("#7f80bf", "122")],
)
def test_the_tone_is_the_mean_colour_in_four_steps(colour: str | None, tone: str | None) -> None:
    record = {"width": 9, "height": 9, "alt": "x", "alt_lang": None}
    if colour:
        record["colour"] = colour
    assert recipes.picture(DIGEST, record, "inline").tone == tone
