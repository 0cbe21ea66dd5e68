from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import LocaleColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.taxonomy.models import Department, NewsCategory, Topic

# In an office of one language the column would say the same in every row.
LANGUAGE = (LocaleColumn(label=_("Language")),) if settings.WAGTAIL_I18N_ENABLED else ()


class TermViewSet(SnippetViewSet):
    list_display = ("name", *LANGUAGE, "slug")
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
    menu_label = _("Classification")
    menu_icon = "tag"
    menu_order = 300
