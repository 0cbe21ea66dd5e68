from pathlib import Path

import pytest

from contract.problems import ContractError
from site_builder.rendering.reader import DocumentReader
from tests.site_builder.sites import Site


def test_pelican_reads_our_documents_through_the_contract_only(site: Site) -> None:
    """Pelican's own reader would copy `{attach}../../secret` and obey `Save_as:`."""
    file = site.content / site.document("story")
    reader = DocumentReader({"NEWSROOM_SITE": site.site, "PATH": str(site.content)})
    html, metadata = reader.read(str(file))
    assert html == "<p>ข้อความของ story</p>"
    assert metadata["url"] == "/th/news/story/"
    hostile = file.read_text("utf-8").replace("slug:", "Save_as: index.html\nslug:")
    Path(file).write_text(hostile, encoding="utf-8")
    with pytest.raises(ContractError):
        reader.read(str(file))
