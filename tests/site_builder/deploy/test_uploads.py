"""What is sent with the bytes of pages at old addresses."""

import pytest

from contract import old_addresses
from site_builder.deploy.files import File
from site_builder.deploy.uploads import public
from site_builder.index.outputs import SHORT


@pytest.mark.parametrize(
    "address", ["/th/old/", "/index.php", "/old/Page.HTM", "/default.aspx", "/a.php?id=1", "/?p=1"]
)
def test_a_page_that_leads_on_is_html_and_says_where_to(address):
    path = old_addresses.file_of(address)
    file = File(path, "0" * 64, 4, "redirect", SHORT, location="/th/ข่าว/", of=address)
    sent = public(file, b"page")
    assert sent.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Content-Disposition" not in sent.headers
    location = "/th/%E0%B8%82%E0%B9%88%E0%B8%B2%E0%B8%A7/"
    assert sent.metadata == {"status": "301", "location": location}
