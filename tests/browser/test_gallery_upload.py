"""Forty photographs into a gallery: dropped at once in the page editor of a real browser."""

import base64
import sqlite3
from io import BytesIO

import pytest
from PIL import Image

pytestmark = pytest.mark.browser

DROP = """async ([selector, files]) => {
  const transfer = new DataTransfer();
  for (const [name, type, bytes] of files) {
    const raw = Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0));
    transfer.items.add(new File([raw], name, { type }));
  }
  document.querySelector(selector).dispatchEvent(
    new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
}"""
SAID = "(words) => document.querySelector('.gallery-upload__status').textContent.includes(words)"
IMAGES = 'input[name$="-image"][name*="images-"]'


def photograph(number):
    stream = BytesIO()
    Image.new("RGB", (640, 480), (number * 6, 90, 160)).save(stream, "JPEG", comment=b"secret")
    return f"IMG_{number:04d}.jpg", "image/jpeg", base64.b64encode(stream.getvalue()).decode()


def broken():
    return "IMG_9999.jpg", "image/jpeg", photograph(1)[2][:400]


@pytest.fixture
def gallery(admin, newsroom):
    """The editor of a new story with an empty gallery in its body."""
    admin.goto(f"{newsroom.cms}/admin/pages/add/news/newspage/{news_section(newsroom)}/")
    admin.locator(".c-sf-add-button").first.click()
    admin.get_by_role("option", name="ชุดภาพ", exact=True).click()
    admin.locator(".gallery-upload").wait_for()
    return admin


def news_section(newsroom):
    database = sqlite3.connect(f"{newsroom.environment['DATA_DIR']}/db.sqlite3")
    (page,) = database.execute(
        "SELECT page_ptr_id FROM home_sectionpage JOIN wagtailcore_page p ON p.id = page_ptr_id"
        " JOIN wagtailcore_locale l ON l.id = p.locale_id"
        " WHERE section = 'news' AND l.language_code = 'th'"
    ).fetchone()
    database.close()
    return page


def chosen(page):
    values = page.locator(IMAGES).evaluate_all("all => all.map((input) => input.value)")
    return [value for value in values if value]


def test_forty_files_are_dropped_and_stay_in_order(gallery):
    gallery.evaluate(DROP, [".gallery-upload", [photograph(number) for number in range(40)]])
    gallery.wait_for_function(SAID, arg="40 จาก 40", timeout=90_000)
    status = gallery.locator(".gallery-upload__status").text_content()
    assert status == "อัปโหลดแล้ว 40 จาก 40 ภาพ"
    assert len(set(chosen(gallery))) == 40
    titles = gallery.locator("[data-chooser-title]").all_text_contents()
    assert [title for title in titles if title.startswith("IMG")] == [
        f"IMG_{number:04d}" for number in range(40)
    ]


def test_a_bad_file_is_named_and_the_others_stay(gallery):
    gallery.evaluate(DROP, [".gallery-upload", [photograph(1), broken(), photograph(2)]])
    gallery.wait_for_function(SAID, arg="2 จาก 3 ภาพ · ไม่สำเร็จ 1 ภาพ")
    fault = gallery.locator(".gallery-upload__fault").text_content()
    assert "IMG_9999.jpg" in fault
    assert "เสียหาย" in fault
    assert len(chosen(gallery)) == 2


def test_what_was_lost_on_the_way_can_be_sent_again(gallery):
    gallery.route("**/upload-one/", lambda route: route.abort())
    gallery.evaluate(DROP, [".gallery-upload", [photograph(3)]])
    again = gallery.get_by_role("button", name="ลองส่งภาพที่ไม่สำเร็จอีกครั้ง")
    again.wait_for()
    assert chosen(gallery) == []
    gallery.unroute("**/upload-one/")
    again.click()
    gallery.wait_for_function(SAID, arg="1 จาก 1")
    assert len(chosen(gallery)) == 1
    assert not again.is_visible()


def test_a_retried_picture_takes_its_place_and_faults_that_last_stay_told(gallery):
    lost = []

    def lose_one(route):
        if not lost and b"IMG_0011" in route.request.post_data_buffer:
            lost.append(1)
            return route.abort()
        return route.continue_()

    gallery.route("**/upload-one/", lose_one)
    files = [photograph(number) for number in (10, 11, 12)]
    gallery.evaluate(DROP, [".gallery-upload", [*files, broken()]])
    gallery.wait_for_function(SAID, arg="2 จาก 4 ภาพ · ไม่สำเร็จ 2 ภาพ")
    gallery.get_by_role("button", name="ลองส่งภาพที่ไม่สำเร็จอีกครั้ง").click()
    gallery.wait_for_function(SAID, arg="3 จาก 4 ภาพ · ไม่สำเร็จ 1 ภาพ")
    titles = gallery.locator("[data-chooser-title]").all_text_contents()
    assert [t for t in titles if t.startswith("IMG")] == ["IMG_0010", "IMG_0011", "IMG_0012"]
    assert "IMG_9999.jpg" in gallery.locator(".gallery-upload__fault").text_content()
    ids = gallery.locator("[id^=block-]").evaluate_all("all => all.map((e) => e.id)")
    assert len(ids) == len(set(ids))
    assert not [name for name in ids if "undefined" in name]


def test_the_same_picture_comes_once(gallery):
    """Though two are sent at a time."""
    gallery.evaluate(DROP, [".gallery-upload", [photograph(20)] * 8])
    gallery.wait_for_function(
        "() => document.querySelectorAll('.gallery-upload__fault').length == 7"
    )
    assert "มีอยู่ในชุดภาพแล้ว" in gallery.locator(".gallery-upload__fault").first.text_content()
    assert len(chosen(gallery)) == 1


def test_who_is_logged_out_is_told_so(gallery):
    gallery.route("**/upload-one/", lambda route: route.fulfill(status=403, body=""))
    gallery.evaluate(DROP, [".gallery-upload", [photograph(30)]])
    gallery.locator(".gallery-upload__fault").wait_for()
    assert "ออกจากระบบแล้ว" in gallery.locator(".gallery-upload__fault").text_content()


def test_a_page_that_is_saved_too_early_is_saved_when_all_is_sent(gallery):
    held = []
    gallery.route("**/upload-one/", lambda route: held.append(route))
    gallery.fill("[name=title]", "ส่งภาพแล้วบันทึก")
    gallery.evaluate(DROP, [".gallery-upload", [photograph(40)]])
    gallery.wait_for_function(SAID, arg="0 จาก 1")
    before = gallery.url
    gallery.evaluate(
        "() => { const form = document.querySelector('[data-edit-form]');"
        " form.requestSubmit(form.querySelector('button[type=submit]')); }"
    )
    gallery.wait_for_function(SAID, arg="จะบันทึกเมื่อส่งภาพครบแล้ว")
    assert gallery.url == before
    with gallery.expect_navigation():
        held[0].continue_()


def test_many_pictures_are_chosen_from_the_library(gallery):
    gallery.get_by_role("button", name="เลือกจากคลังภาพ").click()
    boxes = gallery.locator('.modal-body input[type="checkbox"][name="id"]')
    boxes.first.wait_for()
    for at in range(3):
        boxes.nth(at).check()
    gallery.locator("[data-multiple-choice-submit]").click()
    gallery.wait_for_function(
        "(images) => [...document.querySelectorAll(images)].filter((i) => i.value).length === 3",
        arg=IMAGES,
    )
