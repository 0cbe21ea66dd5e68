"""The gallery of a story with forty pictures, and the viewer over the page: served under the CSP
of the edge, used by mouse, keyboard, finger and without script."""

import gzip
import re
import threading

import pytest

from contract.blocks import Block
from site_builder import serve
from tests.benchmarks.pictures import pictures
from tests.site_builder.sites import Site

COUNT, SEEN = 40, 8
PARAGRAPH = {
    "th": "เทศบาลเมืองทุ่งสงจัดกิจกรรมปลูกต้นไม้ริมน้ำร่วมกับชุมชน " * 6,
    "en": "The municipality planted trees along the river together with the neighbourhood. " * 6,
}
CAPTION = {
    "th": "ผู้ร่วมกิจกรรมช่วยกันขุดหลุมและปลูกต้นกล้าริมฝั่งน้ำ",
    "en": "People dig and plant seedlings along the river bank",
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """One story in two languages. What is seen at first has the weight of photographs, the other
    pictures are tiny."""
    folder = tmp_path_factory.mktemp("gallery")
    site = Site(folder / "site", folder / "renditions", bilingual=True)
    digests = []
    for picture in pictures(SEEN + 1, folder / "pictures"):
        site.write(f"media/{picture.digest}/{picture.file.name}", picture.file.read_bytes())
        record = {**picture.record, "colour": "#6a7f52"}
        record.pop("alt", None)  # the gallery speaks for all
        site.json(f"media/{picture.digest}/image.json", record)
        digests.append(picture.digest)
    cover, *shown = digests
    size = (90, 60)
    shown += [
        site.picture(f"{n}.jpg", size, colour="#334455", alt=None) for n in range(COUNT - SEEN)
    ]
    for locale in ("th", "en"):
        uses = [{"image": digest} for digest in shown]
        uses[1] = {"image": shown[1], "caption": CAPTION[locale], "credit": "กองคลัง"}
        uses[2] = {"image": shown[2], "decorative": True}
        gallery = {"alt": "ปลูกต้นไม้ริมน้ำ" if locale == "th" else "Planting trees", "images": uses}
        site.document(
            "trees",
            Block("text", PARAGRAPH[locale]),
            Block("gallery", {**gallery, "caption": "ริมคลอง", "credit": "งานประชาสัมพันธ์"}),
            locale=locale,
            cover={"image": cover},
        )
        site.document("plain", locale=locale)
    assert site.build("--quiet", "--jobs", "2").code == 0
    with serve.server(site.output, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def visit(chromium, address):
    """Opens a page of the site; no page may complain, of the CSP or of anything else."""
    contexts, complaints = [], []

    def visit_(path="/th/news/trees/", *, width=1280, height=800, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if _ours(message) else 0)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.asked, page.answers = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("response", lambda answer: page.answers.append(answer))
        page.goto(address + path)
        page.evaluate("document.fonts.ready")
        return page

    yield visit_
    for context in contexts:
        context.close()
    assert complaints == []


def _ours(message):
    # A picture that is opened alone has no icon; Chromium then asks for this one.
    return not message.location["url"].endswith("/favicon.ico")


def viewer(page):
    return page.get_by_role("dialog")


def tile(page, number):
    return page.locator(".gallery__link").nth(number - 1)


def is_at(page, number):
    """Waits until the viewer shows the picture of this number, the big one."""
    viewer(page).get_by_text(f"ภาพที่ {number} จาก {COUNT}", exact=True).wait_for()
    href = tile(page, number).get_attribute("href")
    page.wait_for_selector(f".viewer__picture[src$='{href}']")


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('href')")


def test_a_click_opens_the_picture_and_escape_leads_back_to_its_tile(visit):
    page = visit()
    before = page.url
    tile(page, 2).click()
    is_at(page, 2)
    assert viewer(page).get_by_text(CAPTION["th"]).is_visible()
    assert viewer(page).get_by_text("ภาพ: กองคลัง").is_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).overflowY") == "hidden"

    page.keyboard.press("Escape")
    viewer(page).wait_for(state="detached")
    assert page.url == before
    assert focused(page) == tile(page, 2).get_attribute("href")
    assert page.evaluate("getComputedStyle(document.documentElement).overflowY") != "hidden"


def test_the_caption_and_credit_of_the_gallery_stand_in_where_a_picture_has_none(visit):
    page = visit()
    tile(page, 1).click()
    assert viewer(page).get_by_text("ริมคลอง").is_visible()
    assert viewer(page).get_by_text("ภาพ: งานประชาสัมพันธ์").is_visible()


def test_the_keyboard_alone_opens_moves_and_closes(visit):
    page = visit()
    tile(page, 1).focus()
    page.keyboard.press("Enter")
    is_at(page, 1)
    for key, number in (
        ("ArrowRight", 2), ("ArrowLeft", 1), ("ArrowLeft", 1), ("End", 40), ("ArrowRight", 40),
        ("Home", 1),
    ):  # fmt: skip
        page.keyboard.press(key)
        is_at(page, number)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    viewer(page).wait_for(state="detached")
    assert focused(page) == tile(page, 1).get_attribute("href")
    assert page.url.endswith("/th/news/trees/")


def test_tab_stays_inside(visit):
    page = visit()
    tile(page, 1).click()
    viewer(page).wait_for()
    names = []
    for key in ["Shift+Tab", "Shift+Tab", *["Tab"] * 4]:
        page.keyboard.press(key)
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    previous, following, close = "ภาพก่อนหน้า", "ภาพถัดไป", "ปิดภาพขนาดใหญ่"
    assert names == [close, following, close, previous, following, close]
    page.keyboard.press("Enter")
    viewer(page).wait_for(state="detached")


def test_buttons_move_and_say_when_there_is_no_more(visit):
    page = visit("/en/news/trees/")
    tile(page, 1).click()
    previous = viewer(page).get_by_role("button", name="Previous picture")
    following = viewer(page).get_by_role("button", name="Next picture")
    assert previous.get_attribute("aria-disabled") == "true"
    following.click()
    viewer(page).get_by_text("Picture 2 of 40", exact=True).wait_for()
    assert previous.get_attribute("aria-disabled") == "false"
    viewer(page).get_by_role("button", name="Close the large picture").click()
    viewer(page).wait_for(state="detached")


def test_the_back_button_closes_without_leaving_the_page(visit):
    page = visit("/th/news/plain/")
    page.goto(page.url.replace("plain", "trees"))
    tile(page, 5).click()
    is_at(page, 5)
    page.keyboard.press("ArrowRight")
    page.go_back()
    viewer(page).wait_for(state="detached")
    assert page.url.endswith("/trees/")
    assert focused(page) == tile(page, 5).get_attribute("href")

    page.go_forward()
    is_at(page, 5)
    page.reload()
    is_at(page, 5)
    page.keyboard.press("Escape")
    viewer(page).wait_for(state="detached")
    page.go_back()
    assert page.url.endswith("/plain/")


def touch(page, *fingers):
    """Each finger from its first point over its others, through the browser's own input."""
    session = page.context.new_cdp_session(page)
    steps = list(zip(*fingers, strict=True))
    for kind, points in (("touchStart", steps[0]), *(("touchMove", step) for step in steps[1:])):
        touched = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)


TO_THE_LEFT = [(300, 300), (240, 302), (170, 304), (90, 305)]


def test_swiping_moves_and_the_page_behind_stays(visit):
    page = visit(width=360, height=640, has_touch=True, is_mobile=True)
    tile(page, 1).tap()
    is_at(page, 1)
    at = page.evaluate("scrollY")
    touch(page, TO_THE_LEFT)
    is_at(page, 2)
    touch(page, TO_THE_LEFT[::-1])
    is_at(page, 1)
    touch(page, [(180, 500), (180, 400), (182, 300), (182, 200)])  # upwards: nothing
    is_at(page, 1)
    assert page.evaluate("scrollY") == at


def test_two_fingers_zoom_and_then_one_moves_what_is_zoomed(visit):
    page = visit(width=360, height=640, has_touch=True, is_mobile=True)
    tile(page, 1).tap()
    is_at(page, 1)
    apart = range(10, 130, 10)
    touch(page, [(180 - x, 300) for x in apart], [(180 + x, 300) for x in apart])
    assert page.evaluate("visualViewport.scale") > 1.5
    is_at(page, 1)
    left = page.evaluate("visualViewport.pageLeft")
    touch(page, TO_THE_LEFT)
    is_at(page, 1)
    assert page.evaluate("visualViewport.pageLeft") > left


def test_a_modified_click_is_the_browsers(visit):
    page = visit()
    with page.context.expect_page() as opened:
        tile(page, 1).click(modifiers=["Control"])
    assert opened.value.url.endswith(tile(page, 1).get_attribute("href"))
    assert viewer(page).count() == 0


def test_pictures_behind_see_all_open_too_and_only_the_next_is_fetched(visit):
    page = visit()
    tile(page, SEEN).click()
    is_at(page, SEEN)
    page.keyboard.press("ArrowRight")
    is_at(page, SEEN + 1)
    page.wait_for_load_state("networkidle")
    assert [n for n in range(1, COUNT + 1) if _asked_for_whole(page, n)] == [
        SEEN, SEEN + 1, SEEN + 2,
    ]  # fmt: skip
    assert not any(url.endswith(".jpg") for url in page.asked)

    page.keyboard.press("Escape")
    page.locator("summary").click()
    tile(page, 17).click()
    is_at(page, 17)


def test_until_the_whole_picture_is_there_its_tile_stands_in_its_place(visit):
    page = visit(width=360, height=640)
    tile(page, 1).scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.gallery__link img').naturalWidth")
    kept_back = []
    page.route(re.compile(r"-(480|1280)\.webp$"), lambda route: kept_back.append(route))
    tile(page, 1).click()
    preview = viewer(page).locator("canvas")
    preview.wait_for()
    size = preview.evaluate("canvas => [canvas.width, canvas.height]")
    assert size == [1280, 854]
    row = preview.evaluate("c => [...c.getContext('2d').getImageData(0, 427, 1280, 1).data]")
    seen = [bool(alpha) for alpha in row[3::4]]
    assert (seen[20], seen[640], seen[1260]) == (False, True, False)  # 4:3 in the middle of 3:2
    kept_back[0].continue_()
    preview.wait_for(state="detached")


def _asked_for_whole(page, number):
    link = tile(page, number)
    offered = re.findall(r"/img/\S+", link.get_attribute("data-srcset"))
    paths = (link.get_attribute("href"), *offered)
    return any(url.endswith(path) for url in page.asked for path in paths)


def test_without_script_a_tile_leads_to_the_big_picture(visit):
    page = visit(java_script_enabled=False)
    page.locator("summary").click()
    assert tile(page, COUNT).is_visible()
    href = tile(page, 1).get_attribute("href")
    tile(page, 1).click()
    assert page.url.endswith(href)
    assert href.endswith(".jpg")


def test_a_page_without_a_gallery_asks_for_no_script(visit):
    page = visit("/th/news/plain/")
    assert page.locator("script:not([type]), template").count() == 0
    assert [url for url in page.asked if url.endswith(".js")] == []


def test_what_a_screen_reader_meets(visit):
    page = visit()
    links = page.get_by_role("link", name=re.compile("เปิดภาพขนาดใหญ่"))
    assert links.count() == SEEN
    names = [re.sub(r"\s+", " ", text) for text in _names(page)]
    assert names[0] == "ปลูกต้นไม้ริมน้ำ, ภาพที่ 1 จาก 40 (เปิดภาพขนาดใหญ่)"
    assert names[2] == "ภาพที่ 3 จาก 40 (เปิดภาพขนาดใหญ่)"
    assert len(set(names)) == COUNT
    lists = page.get_by_role("list", name=re.compile(r"ภาพกิจกรรม \(40 ภาพ\)"))
    assert lists.get_by_role("listitem").count() == SEEN

    tile(page, 2).click()
    is_at(page, 2)
    assert re.sub(r"\s+", " ", viewer(page).get_attribute("aria-label")) == "ภาพกิจกรรม (40 ภาพ)"
    assert viewer(page).get_attribute("aria-modal") == "true"
    assert page.evaluate("document.activeElement.getAttribute('role')") == "dialog"
    assert page.evaluate(
        """[...document.body.children].every(
            e => e.matches('[role=dialog]') !== (e.getAttribute('aria-hidden') === 'true'))"""
    )
    assert viewer(page).get_by_role("img").get_attribute("alt").endswith("ภาพที่ 2 จาก 40")
    for button in viewer(page).get_by_role("button").all():
        assert button.get_attribute("aria-label")
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44


def _names(page):
    return page.eval_on_selector_all(
        ".gallery__link", "all => all.map(a => a.querySelector('img').alt + a.textContent)"
    )


@pytest.mark.parametrize("locale", ["th", "en"])
@pytest.mark.parametrize("width", [360, 1280])
def test_gallery_and_viewer_fit_and_nothing_is_cut(visit, locale, width):
    page = visit(f"/{locale}/news/trees/", width=width, height=640)
    page.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    tile(page, 2).click()
    viewer(page).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    stage, words = (page.locator(f".viewer__{name}").bounding_box() for name in ("stage", "words"))
    assert stage["height"] > 300
    assert stage["x"] >= 0
    assert stage["x"] + stage["width"] <= width
    assert stage["y"] + stage["height"] <= words["y"] + 1
    assert words["y"] + words["height"] <= 640
    assert page.evaluate(
        """[...document.querySelectorAll('.viewer p')].every(e =>
            e.scrollHeight <= e.clientHeight + 1
            && parseFloat(getComputedStyle(e).lineHeight)
               >= 1.6 * parseFloat(getComputedStyle(e).fontSize))"""
    )


def test_pictures_have_their_box_and_tone_before_they_load(visit):
    page = visit(width=360, height=640)
    shape = """() => [...document.querySelectorAll('.gallery__link img, .figure img')].slice(0, 9)
        .map(e => [e.getBoundingClientRect().height, getComputedStyle(e).backgroundColor])"""
    loaded = page.evaluate(shape)
    page.route("**/img/**", lambda route: None)  # never answered
    page.reload(wait_until="commit")
    page.wait_for_selector(".site-footer")
    page.evaluate("document.fonts.ready")
    assert page.evaluate(shape) == loaded
    assert {colour for _, colour in loaded} == {"rgba(96, 96, 96, 0.35)"}


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_a_phone_loads_no_wider_picture_than_it_needs(visit, scale):
    page = visit(width=360, height=640, device_scale_factor=scale, is_mobile=True)
    page.wait_for_load_state("networkidle")
    chosen = page.eval_on_selector_all(
        ".figure img, .gallery__link img", "all => all.slice(0, 2).map(e => e.currentSrc)"
    )
    cover, small = (int(re.search(r"-(\d+)\.\w+$", url)[1]) for url in chosen)
    assert cover == {1: 480, 2: 800, 3: 1200}[scale]
    assert small == {1: 320, 2: 320, 3: 480}[scale]
    assert chosen[0].endswith(".avif")


def test_the_weight_of_a_story_before_it_is_scrolled(visit):
    """A phone; texts as a host sends them, compressed. Browsers fetch ahead what is below the view,
    but never more than the first eight pictures."""
    page = visit(width=360, height=640, device_scale_factor=2, is_mobile=True)
    page.wait_for_load_state("networkidle")
    weights = {answer.url.rpartition("/")[2]: _weight(answer) for answer in page.answers}
    cover = [weight for name, weight in weights.items() if name.endswith(".avif")]
    tiles = [weight for name, weight in weights.items() if name.endswith("-320.webp")]
    rest = sum(weights.values()) - sum(cover) - sum(tiles)
    print(f"page {rest}, cover {cover}, pictures below the view {sum(tiles)} {tiles}")
    assert page.locator(".gallery__list").first.bounding_box()["y"] > 640
    assert len(cover) == 1
    assert len(tiles) <= SEEN
    assert rest < 60_000
    assert sum(weights.values()) < 150_000


def _weight(answer):
    body = answer.body()
    text = answer.headers["content-type"].startswith("text/")
    return len(gzip.compress(body, 6)) if text else len(body)
