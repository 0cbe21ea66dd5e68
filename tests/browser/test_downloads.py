"""What a reader gets who chooses an attachment, in a real browser."""

import threading

import pytest

from contract.blocks import Block
from site_builder import serve
from tests.contract import office_files
from tests.site_builder.sites import Site

pytestmark = pytest.mark.browser

TITLE = "แผนพัฒนาท้องถิ่น 1/2569"


@pytest.fixture
def story(chromium, tmp_path):
    """A page with an attachment that has a title, and a link to it in its text."""
    site = Site(tmp_path / "site", tmp_path / "renditions")
    digest = site.attachment("plan.pdf", office_files.PDF)
    files = Block("attachments", {"files": [{"file": digest, "title": TITLE}]})
    site.document("story", Block("text", f"[อ่านแผน](attachment:{digest})"), files)
    assert site.build("--quiet").code == 0
    with serve.server(site.output, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/th/news/story/")
        yield page
        page.context.close()
        server.shutdown()


def download(page, link: str):
    with page.expect_download() as started:
        page.get_by_role("link", name=link).click()
    return started.value


def test_an_attachment_is_saved_whole_under_its_title(story):
    address = story.url
    saved = download(story, TITLE)
    assert saved.suggested_filename == "แผนพัฒนาท้องถิ่น 1_2569.pdf"
    assert saved.path().read_bytes() == office_files.PDF
    assert story.url == address  # the reader stays where the file was


def test_a_link_in_a_text_is_a_download_too(story):
    assert download(story, "อ่านแผน").suggested_filename == "plan.pdf"
