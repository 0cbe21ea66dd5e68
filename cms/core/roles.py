"""Who may do what: the three roles of the office and the way from a draft to the public.

| | contributor | reviewer | publisher |
|---|---|---|---|
| write a page, translate any page, as a draft | yes | yes | yes |
| edit | their own | all | all |
| approve | | the content | the content, and to the public |
| publish | | | yes |
| keep departments, topics and categories | | | yes |

Translating makes a draft that belongs to the translator (`views.TranslatePageView`) and leaves the
original as it is, so it needs no right to edit that one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)


@dataclass(frozen=True)
class Role:
    """`pages`, `files` and `terms` are the actions that the role may take on each."""

    name: str
    pages: tuple[str, ...]
    files: tuple[str, ...]
    terms: tuple[str, ...] = ()


CONTRIBUTOR = Role("ผู้เขียน", pages=("add",), files=("add", "choose"))
REVIEWER = Role("ผู้ตรวจ", pages=("add", "change", "lock"), files=("add", "change", "choose"))
PUBLISHER = Role(
    "ผู้เผยแพร่",
    pages=("add", "change", "publish", "lock", "unlock"),
    files=("add", "change", "choose"),
    terms=("add", "change"),
)
ROLES = (CONTRIBUTOR, REVIEWER, PUBLISHER)

# Wagtail asks for the permissions of its own models, whatever models stand in for them.
FILE_MODELS = {"wagtailimages": "image", "wagtaildocs": "document"}
TERM_MODELS = ("department", "topic", "newscategory")
WORKFLOW = "ตรวจและอนุมัติเผยแพร่"
TASKS = (("ตรวจเนื้อหา", (REVIEWER, PUBLISHER)), ("อนุมัติเผยแพร่", (PUBLISHER,)))


def roles_create(homes: Iterable[Page]) -> None:
    """Creates what is missing and takes nothing away: an office may widen a role of its own."""
    homes = list(homes)
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.add(*_general_permissions(role))
        for home in homes:
            for permission in _permissions("wagtailcore", role.pages, ("page",)):
                GroupPagePermission.objects.get_or_create(
                    group=group, page=home, permission=permission
                )
        for permission in _file_permissions(role):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=permission
            )


def workflow_create(homes: Iterable[Page]) -> None:
    """A reviewer checks, a publisher approves; who may publish can do so without it."""
    if Workflow.objects.filter(name=WORKFLOW).exists():
        return
    workflow = Workflow.objects.create(name=WORKFLOW)
    for order, (name, roles) in enumerate(TASKS):
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.set(Group.objects.filter(name__in=[role.name for role in roles]))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    for home in homes:
        WorkflowPage.objects.update_or_create(page=home, defaults={"workflow": workflow})


def _general_permissions(role: Role) -> list[Permission]:
    return [
        *Permission.objects.filter(codename__in=("access_admin", "submit_translation")),
        *_permissions("taxonomy", role.terms, TERM_MODELS),
    ]


def _file_permissions(role: Role) -> list[Permission]:
    return [
        permission
        for app, model in FILE_MODELS.items()
        for permission in _permissions(app, role.files, (model,))
    ]


def _permissions(app: str, actions: Iterable[str], models: Iterable[str]) -> list[Permission]:
    names = [f"{action}_{model}" for action in actions for model in models]
    found = list(Permission.objects.filter(content_type__app_label=app, codename__in=names))
    if len(found) != len(names):
        raise LookupError(_("Permissions are missing: run the migrations first."))
    return found
