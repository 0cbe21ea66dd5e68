"""Wagtail in Thai: the catalogue over Wagtail's own is whole, and no screen falls back to English."""

import ast
import gettext
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext as translate
from django.utils.translation import override
from wagtail.models import Page, PageLogEntry, Task

from cms.core.wagtail_hooks import FORMS_WITHOUT_LABELS
from cms.taxonomy.models import Topic
from tests.cms.admin_forms import create_url, edit_url

OVERLAY = Path(__file__).resolve().parents[2] / "cms" / "wagtail_locale"
DOMAINS = ("django", "djangojs")
FIELD = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr)(?:\[0\])? ((?:".*"\n?)+)', re.MULTILINE)
FLAGS = re.compile(r"^#, (.*)$", re.MULTILINE)
MARKS = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w+\}|</?\w[^>]*>")


@dataclass(frozen=True)
class Entry:
    context: str | None
    english: str
    plural: str | None
    thai: str
    flags: str

    @property
    def key(self) -> str:
        """What the compiled catalogue calls it."""
        return f"{self.context}\x04{self.english}" if self.context else self.english


def entries(file: Path) -> Iterator[Entry]:
    if not file.exists():
        return
    for paragraph in re.split(r"\n\s*\n", file.read_text(encoding="utf-8")):
        fields = {name: _join(lines) for name, lines in FIELD.findall(paragraph)}
        if fields.get("msgid"):
            yield Entry(
                fields.get("msgctxt"),
                fields["msgid"],
                fields.get("msgid_plural"),
                fields["msgstr"],
                " ".join(FLAGS.findall(paragraph)),
            )


def _join(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.splitlines())


def overlay(domain: str) -> list[Entry]:
    return list(entries(catalogue(OVERLAY, "th", domain)))


def catalogue(folder: Path, language: str, domain: str) -> Path:
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def installed(prefix: str = "") -> list[Path]:
    """The folders of catalogues of the installed apps."""
    paths = [Path(app.path) / "locale" for app in apps.get_app_configs()]
    names = [app.name for app in apps.get_app_configs()]
    return [path for path, name in zip(paths, names, strict=True) if name.startswith(prefix)]


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_catalogue_is_in_step_with_its_source(domain):
    source = {(e.key, 0) if e.plural else e.key: e.thai for e in overlay(domain)}
    with catalogue(OVERLAY, "th", domain).with_suffix(".mo").open("rb") as stream:
        compiled = dict(gettext.GNUTranslations(stream)._catalog)
    compiled.pop("")
    assert compiled == source
    assert len(source) == len(overlay(domain)), "a text stands there twice"


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_entry_is_translated_and_sure(domain):
    for entry in overlay(domain):
        assert "fuzzy" not in entry.flags, entry.english
        assert entry.thai, entry.english
        if re.search("[A-Za-z]", MARKS.sub("", entry.english)):
            assert re.search("[ก-๙]", entry.thai), entry.english


@pytest.mark.parametrize("domain", DOMAINS)
def test_placeholders_and_tags_are_those_of_the_original(domain):
    for entry in overlay(domain):
        marks = Counter(MARKS.findall(entry.thai))
        originals = [Counter(MARKS.findall(text)) for text in (entry.english, entry.plural) if text]
        if "no-python-format" in entry.flags:  # says on purpose less than the original
            assert any(marks <= original for original in originals), entry.english
        else:
            assert marks in originals, entry.english
        for edge in (str.lstrip, str.rstrip):
            kept = edge(entry.english) == entry.english, edge(entry.thai) == entry.thai
            assert len(set(kept)) == 1, entry.english


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_text_of_wagtail_has_a_thai_one(domain):
    """Fails after an upgrade that adds texts: put those listed into cms/wagtail_locale."""
    ours = {entry.key for entry in overlay(domain)}
    english, thai = set(), set()
    for folder in installed("wagtail"):
        english |= {entry.key for entry in entries(catalogue(folder, "en", domain))}
        own = entries(catalogue(folder, "th", domain))
        thai |= {entry.key for entry in own if entry.thai and "fuzzy" not in entry.flags}
    assert english, "Wagtail's catalogues are not where they were"
    assert sorted(english - thai - ours) == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_entry_has_outlived_its_original(domain):
    """Fails after an upgrade that drops texts: remove those listed from cms/wagtail_locale."""
    folders = [Path(django.__file__).parent / "conf" / "locale", *installed()]
    known = {
        entry.key
        for folder in folders
        for file in folder.glob(f"*/LC_MESSAGES/{domain}.po")
        if file.parts[-3] in ("en", "de")  # django-filter has no English file
        for entry in entries(file)
    }
    fields = (name for form in FORMS_WITHOUT_LABELS for name in form.base_fields)
    known |= {name.replace("_", " ").capitalize() for name in fields}
    assert sorted({entry.key for entry in overlay(domain)} - known) == []


def test_the_projects_own_catalogue_goes_before_and_wagtails_after():
    with override("th"):
        assert translate("Classification") == "การจัดหมวด"
        assert translate("Pages") == "หน้า"


def test_the_scripts_of_the_admin_speak_thai(office):
    script = office.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    words = json.loads(re.search(r"newcatalog = (\{.*?\n  \});", script, re.DOTALL)[1])
    for entry in overlay("djangojs"):
        said = words[entry.key]
        assert (said[0] if entry.plural else said) == entry.thai


# --- The screens

NAMES = {
    # products, formats, units, keys
    *"Wagtail URL Markdown JavaScript CSV XLSX TSV JPG JPEG PNG WEBP Enter Ctrl Shift Esc".split(),
    *"slug YouTube Facebook https flood report jpg png jpeg webp pdf csv xlsx tsv".split(),
    *"domain com blog http".split(),  # the example in the help of the slug
    *"index php".split(),  # the example of an address of the old site
    *"admin editor example English Root plan picture".split(),  # content and accounts of the test
    *"Simple translation".split(),  # a model that Wagtail gave no name
    "None",  # what Wagtail shows where a page was published by nobody
}
# Wagtail writes these into its templates and code; no catalogue reaches them.
UNREACHABLE = (
    "nav#w-slim-header-buttons",  # aria-label="Actions"
    "td > .w-sr-only",  # "True" for a tick
    "form[role=search] .submit",  # "Search", for screen readers
    "label.w-sr-only[for*=permissions]",  # the names of permissions in the database
    "#id_locale-current_time_zone",  # names of cities
    "code",
    "kbd",
)
WORD = re.compile(r"[A-Za-z][A-Za-z’']{2,}")


def english(page: str) -> list[str]:
    """Texts of a screen that hold English words."""
    soup = BeautifulSoup(page, "html.parser")
    menu = soup.find(id="wagtail-sidebar-props")
    said = re.findall(r'"label": ("(?:[^"\\]|\\.)*")', menu.string) if menu else []
    texts = [json.loads(label) for label in said]
    for tag in soup.select("script, style, noscript"):
        tag.decompose()
    for selector in UNREACHABLE:
        for tag in soup.select(selector):
            tag.attrs.clear()
            if tag.name != "nav":
                tag.clear()
    texts += soup.stripped_strings
    for attribute in ("title", "aria-label", "placeholder"):
        texts += [tag[attribute] for tag in soup.find_all(attrs={attribute: True})]
    return [text for text in texts if set(WORD.findall(text)) - NAMES]


@pytest.fixture
def story(make_story, make_picture, make_attachment, homes):
    """A story in a newsroom whose own content is Thai throughout."""
    Page.objects.filter(locale=homes["en"].locale).update(title="หน้า", draft_title="หน้า")
    PageLogEntry.objects.all().delete()
    Task.objects.filter(name="Moderators approval").delete()  # a sample of Wagtail's
    make_attachment()
    Topic.objects.create(name="น้ำ", slug="flood", locale=homes["th"].locale)
    page = make_story(slug="flood", cover=make_picture())
    page.title = "ร่าง"
    page.save_revision()
    return page


@pytest.fixture
def publisher(client, django_user_model, sections):
    user = django_user_model.objects.create_user("editor", "editor@example.com", "x")
    user.groups.add(Group.objects.get(name="ผู้เผยแพร่"))
    client.force_login(user)
    return client


def screens_of_an_editor(story) -> list[str]:
    picture, topic = story.cover, Topic.objects.get()
    page = {
        name: reverse(f"wagtailadmin_pages:{name}", args=(story.pk,))
        for name in ("history", "usage", "copy", "move", "delete", "unpublish")
    }
    return [
        "/admin/",
        reverse("wagtailadmin_explore", args=(story.get_parent().pk,)),
        edit_url(story),
        create_url("news.NewsPage", story.get_parent()),
        reverse("wagtailadmin_pages:add_subpage", args=(story.get_parent().get_parent().pk,)),
        *page.values(),
        "/admin/pages/search/?q=ทดสอบ",
        "/admin/images/",
        reverse("wagtailimages:edit", args=(picture.pk,)),
        reverse("wagtailimages:add"),
        reverse("wagtailimages:add_multiple"),
        "/admin/documents/",
        reverse("wagtaildocs:add"),
        "/admin/snippets/taxonomy/topic/",
        reverse(topic.snippet_viewset.get_url_name("edit"), args=(topic.pk,)),
        reverse(topic.snippet_viewset.get_url_name("history"), args=(topic.pk,)),
        "/admin/reports/aging-pages/",
        "/admin/reports/locked/",
        "/admin/reports/site-history/",
        "/admin/account/",
    ]


SCREENS_OF_AN_ADMINISTRATOR = [
    "/admin/users/",
    "/admin/users/new/",
    "/admin/groups/",
    "/admin/groups/new/",
    "/admin/workflows/list/",
    "/admin/workflows/add/",
    "/admin/workflows/tasks/index/",
    "/admin/collections/",
    "/admin/collections/add/",
    "/admin/redirects/",
    "/admin/redirects/add/",
    "/admin/redirects/import/",
    "/admin/reports/workflow/",
    "/admin/reports/workflow_tasks/",
]


def check(browser, urls: list[str]) -> None:
    found = {}
    for url in urls:
        response = browser.get(url, follow=True)
        assert response.status_code == 200, url
        found[url] = english(response.content.decode())
    assert {url: texts for url, texts in found.items() if texts} == {}


def test_no_screen_of_an_editor_speaks_english(publisher, story):
    check(publisher, screens_of_an_editor(story))


def test_no_screen_of_an_administrator_speaks_english(office, story):
    check(office, screens_of_an_editor(story) + SCREENS_OF_AN_ADMINISTRATOR)


def test_the_way_in_speaks_thai(client, db):
    check(client, [reverse("wagtailadmin_login")])


CHOOSERS = ["", "external-link", "email-link", "phone-link", "anchor-link"]


@pytest.mark.parametrize("kind", CHOOSERS)
def test_the_dialogs_of_links_speak_thai(publisher, story, kind):
    step = publisher.get(f"/admin/choose-{kind or 'page'}/").json()
    assert english(step["html"]) == []


def test_the_choosers_of_pictures_and_attachments_speak_thai(publisher, story):
    for name in ("wagtailimages_chooser:choose", "wagtaildocs_chooser:choose"):
        assert english(publisher.get(reverse(name)).json()["html"]) == []


def test_the_dashboard_leads_to_no_guide_on_the_internet(publisher):
    assert "guide.wagtail.org" not in publisher.get("/admin/").content.decode()
