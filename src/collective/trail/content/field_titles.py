"""P4: the titles of a type's fields, by name: what people are shown instead of the ids in the trail."""

from collective.trail.i18n import _
from plone import api
from plone.dexterity.utils import iterSchemataForType
from typing import Any


#: What the self-check compares beside the fields: it names a record that is gone, or what no form shows.
COMPARED = {
    "record": _("label_the_record", default="The record itself"),
    "number": _("label_number", default="Number"),
    "state": _("label_state", default="State"),
    "file": _("label_main_file", default="Main file"),
    "annex": _("label_annex", default="Annex"),
    "content": _("label_judged_content", default="The content that was judged"),
    "trail": _("label_the_trail", default="The trail itself"),
    "log": _("label_the_log", default="The signed log"),
    "recorded_at": _("label_recorded_at", default="Recorded at"),
    "record_class": _("label_class", default="Class"),
    "creators": _("label_drafter", default="Drafter"),
    "opinions": _("heading_opinions", default="Opinions"),
    "editions": _("heading_editions", default="Earlier editions"),
    "workflow_history": _("label_steps_of_its_life", default="Steps of its life"),
    "local_roles": _("label_local_roles", default="Roles given by hand"),
}


def field_titles(portal_type: str) -> dict[str, Any]:
    """P4: name -> title of each field of a type; nothing for a type that is gone."""
    known = api.portal.get_tool("portal_types").objectIds()
    schemata = list(iterSchemataForType(portal_type)) if portal_type in known else []
    return titles_in(*schemata)


def titles_in(*schemata: Any) -> dict[str, Any]:
    """P4: name -> title of each field of these schemata."""
    return {
        name: schema[name].title
        for schema in schemata
        for name in schema.names(all=True)
        if hasattr(schema[name], "title")
    }


def compared_title(portal_type: str, name: str) -> Any:
    """P1: what the self-check compared, in words; its name where there are none."""
    return COMPARED.get(name) or field_titles(portal_type).get(name) or name
