from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def office_name() -> str:
    """Whose newsroom this is."""
    return str(settings.WAGTAIL_SITE_NAME)
