"""D2: classes of the file plan, each with its retention schedule and default secrecy."""

from collective.trail.content.closed import FiledContainer
from collective.trail.i18n import _
from collective.trail.interfaces import IRecordClass
from plone.autoform import directives
from plone.supermodel import model
from zope import schema
from zope.interface import implementer


class IRecordClassSchema(model.Schema):
    """What an admin or department head states of a class."""

    title = schema.TextLine(title=_("label_class_title", default="Title"), max_length=200)
    code = schema.TextLine(
        title=_("label_class_code", default="Code"),
        description=_(
            "help_class_code",
            default="Capital letters and digits, beginning with a letter, such as CONTRACT. It may be part of document numbers.",
        ),
        max_length=12,
    )
    description = schema.Text(
        title=_("label_class_description", default="Scope"),
        description=_("help_class_description", default="Which records belong into this class."),
        required=False,
        max_length=2000,
    )
    departments = schema.Set(
        title=_("label_class_departments", default="Departments"),
        description=_(
            "help_class_departments", default="Who may file here; leave empty if every department may use the class."
        ),
        value_type=schema.Choice(vocabulary="collective.trail.departments"),
        required=False,
        missing_value=set(),
        defaultFactory=set,
    )
    default_secrecy = schema.Choice(
        title=_("label_class_default_secrecy", default="Default secrecy"),
        description=_("help_class_default_secrecy", default="New records of this class start at this level."),
        vocabulary="collective.trail.secrecy_levels",
        default="internal",
    )
    retention_years = schema.Int(
        title=_("label_retention_years", default="Retention period in years"),
        description=_("help_retention_years", default="Leave empty to keep the records of this class permanently."),
        required=False,
        min=1,
        max=999,
    )
    retention_trigger = schema.Choice(
        title=_("label_retention_trigger", default="The period begins with"),
        vocabulary="collective.trail.retention_triggers",
        default="approval",
    )
    retention_action = schema.Choice(
        title=_("label_retention_action", default="When the period is over"),
        vocabulary="collective.trail.retention_actions",
        default="review",
    )
    number_pattern = schema.TextLine(
        title=_("label_class_number_pattern", default="Number pattern"),
        description=_(
            "help_class_number_pattern",
            default="Only if this class numbers differently from the rest, such as {class}{year}-{sequence:04d}.",
        ),
        required=False,
        max_length=100,
    )
    directives.order_before(title="*")


@implementer(IRecordClass)
class RecordClass(FiledContainer):
    """D2: a class; holds further classes and one folder for each year."""

    def cb_isCopyable(self):
        """P5: never; whoever copied a class would own a copy of every record in it."""
        return False


class IYearFolderSchema(model.Schema):
    """A year folder states only its year."""

    title = schema.TextLine(title=_("label_title", default="Title"), readonly=True, required=False)
    year = schema.Int(title=_("label_year", default="Year"), readonly=True, required=False)
