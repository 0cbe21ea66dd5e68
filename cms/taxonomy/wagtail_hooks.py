from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.taxonomy.models import Department, NewsCategory, Topic


class TermViewSet(SnippetViewSet):
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    panels = (FieldPanel("name"), FieldPanel("slug"), FieldPanel("description"))
    copy_view_enabled = False


class DepartmentViewSet(TermViewSet):
    model = Department
    icon = "group"


class TopicViewSet(TermViewSet):
    model = Topic
    icon = "tag"


class NewsCategoryViewSet(TermViewSet):
    model = NewsCategory
    icon = "list-ul"


@register_snippet
class TaxonomyViewSetGroup(SnippetViewSetGroup):
    items = (DepartmentViewSet, TopicViewSet, NewsCategoryViewSet)
    menu_label = _("Departments and topics")
    menu_icon = "tag"
    menu_order = 300
