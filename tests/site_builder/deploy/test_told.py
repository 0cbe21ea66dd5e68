from dataclasses import replace

from site_builder.deploy.files import Entry, File
from site_builder.deploy.plan import Plan, Put
from site_builder.deploy.told import Telling
from site_builder.index.outputs import SHORT
from tests.site_builder.deploy.towns import MadeBuild, Town


def test_a_moved_document_is_asked_for_at_its_new_address(tmp_path):
    """Also where the old one, which leads there, comes after it in the order of the plan."""
    there = File("th/news/z/index.html", "0" * 64, 1, "story", SHORT, of="a1/th")
    here = replace(there, path="th/news/a1/index.html")
    leads = replace(there, class_="redirect", of="/th/news/z/", location="/th/news/a1/")
    build = MadeBuild(tmp_path)
    build.build(Town({"a1": "one"}))
    made = Plan([Put(here, None, "new"), Put(leads, Entry(there, ""), "changed")])
    with build.opened() as handover:
        about = Telling(made, handover, {}.get, {}).about(made, is_all=False)
    assert [(told.id, told.path) for told in about.documents] == [("a1", here.path)]
