"""S1: what an administrator decides, as records of the registry under the prefix ``collective.trail``."""

from collective.trail.i18n import _
from collective.trail.settings.fields import Row
from collective.z3cform.datagridfield.datagridfield import DataGridFieldFactory
from plone.autoform import directives
from zope.interface import Interface

import zope.schema as schema


PREFIX = "collective.trail"


class IDepartmentRow(Interface):
    """S1: one department. Called by the data grid of the control panel and by REST to type a row."""

    code = schema.TextLine(title=_("label_department_code", default="Code"), max_length=12)
    title = schema.TextLine(title=_("label_department_title", default="Title"), max_length=200)
    head_group = schema.TextLine(
        title=_("label_head_group", default="Group of heads"), required=False, default="", max_length=100
    )
    member_group = schema.TextLine(
        title=_("label_member_group", default="Group of members"), required=False, default="", max_length=100
    )
    reviewer_group = schema.TextLine(
        title=_("label_reviewer_group", default="Group of reviewers"), required=False, default="", max_length=100
    )


class ITrailSettings(Interface):
    """S1, D2, P5: the settings. Read through the accessors of this package, written through ``settings.changes``."""

    departments = schema.List(
        title=_("label_departments", default="Departments"),
        description=_(
            "help_departments",
            default="One row for each department. Groups left blank are made on saving; add people to them in Users and "
            "Groups. A code stands in document numbers, like HR, and cannot change once it is in use; it consists of "
            "capital letters, digits and hyphens and begins with a letter.",
        ),
        value_type=Row(title=_("label_department", default="Department"), schema=IDepartmentRow),
        required=False,
        default=[],
        missing_value=[],
        max_length=500,
    )
    directives.widget("departments", DataGridFieldFactory, auto_append=False)

    number_pattern = schema.TextLine(
        title=_("label_number_pattern", default="Pattern of document numbers"),
        description=_(
            "help_number_pattern",
            default="Placeholders: {department}, {class}, {year}, {sequence:03d}. A class may have its own pattern.",
        ),
        default="{department}{year}{sequence:03d}",
        max_length=100,
    )
    document_numbering_moment = schema.Choice(
        title=_("label_document_numbering_moment", default="Documents get their number"),
        description=_("help_document_numbering_moment", default="A number, once drawn, is never used again."),
        vocabulary="collective.trail.numbering_moments",
        default="submission",
    )
    default_secrecy = schema.Choice(
        title=_("label_default_secrecy", default="Secrecy of new records"),
        description=_("help_default_secrecy", default="Used where the class names no secrecy of its own."),
        vocabulary="collective.trail.secrecy_levels",
        default="internal",
    )


class ITrailState(Interface):
    """S1: what the package remembers about the site; kept by code, shown in no form."""

    made_groups = schema.List(
        title=_("label_made_groups", default="Groups made by the settings"),
        value_type=schema.TextLine(),
        required=False,
        default=[],
        missing_value=[],
    )
