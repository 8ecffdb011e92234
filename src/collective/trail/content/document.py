"""D1: the controlled document."""

from collective.trail.content.closed import closed
from collective.trail.content.closed import FiledContainer
from collective.trail.i18n import _
from collective.trail.interfaces import IControlledDocument
from plone.app.textfield import RichText
from plone.app.z3cform.widgets.select import AjaxSelectFieldWidget
from plone.autoform import directives
from plone.namedfile.field import NamedBlobFile
from plone.supermodel import model
from zope import schema
from zope.interface import implementer
from zope.interface import provider
from zope.schema.interfaces import IContextAwareDefaultFactory


@provider(IContextAwareDefaultFactory)
def default_department(context) -> str | None:
    """The department of the person who drafts, if there is just one to choose."""
    from collective.trail.content.filing import departments_open_to_me

    codes = departments_open_to_me(context)
    return codes[0] if codes else None


@provider(IContextAwareDefaultFactory)
def default_secrecy(context) -> str:
    """The default level of the class in which the record is made."""
    from collective.trail.content.filing import class_of

    record_class = class_of(context)
    return getattr(record_class, "default_secrecy", None) or "internal"


class IControlledDocumentSchema(model.Schema):
    """The prescribed format of a document (D1), its custody (D3) and secrecy (P5)."""

    title = schema.TextLine(title=_("label_document_title", default="Title"), max_length=500)
    background = schema.Text(
        title=_("label_background", default="Background"),
        description=_("help_background", default="What led to this document."),
        required=False,
        max_length=20_000,
    )
    purpose = schema.Text(
        title=_("label_purpose", default="Purpose"),
        description=_("help_purpose", default="What this document is to bring about."),
        required=False,
        max_length=20_000,
    )
    content = RichText(
        title=_("label_content", default="Main content"),
        required=False,
        default_mime_type="text/html",
        output_mime_type="text/x-html-safe",
        # One, so that the form asks nobody for a type of text.
        allowed_mime_types=("text/html",),
        max_length=1_000_000,
    )
    file = NamedBlobFile(
        title=_("label_main_file", default="Main file"),
        description=_("help_main_file", default="The document as a file, if it is one. Annexes are added afterwards."),
        required=False,
    )
    department = schema.Choice(
        title=_("label_department", default="Department"),
        description=_("help_department", default="Whose document this is; it numbers and reviews it."),
        vocabulary="collective.trail.departments",
        defaultFactory=default_department,
    )

    model.fieldset(
        "custody",
        label=_("label_custody", default="Secrecy and original"),
        fields=["secrecy", "readers", "original", "shelf_mark"],
    )
    secrecy = schema.Choice(
        title=_("label_secrecy", default="Secrecy"),
        description=_(
            "help_secrecy",
            default="Internal: all staff. Departmental: the department. Confidential: named readers, head, custodian and leader. Secret: named readers and leader.",
        ),
        vocabulary="collective.trail.secrecy_levels",
        defaultFactory=default_secrecy,
    )
    directives.widget("readers", AjaxSelectFieldWidget, vocabulary="plone.app.vocabularies.Principals")
    readers = schema.Tuple(
        title=_("label_readers", default="Named readers"),
        description=_("help_readers", default="People and groups who may read a confidential or secret record."),
        value_type=schema.Choice(vocabulary="plone.app.vocabularies.Principals"),
        required=False,
        missing_value=(),
        default=(),
    )
    original = schema.Choice(
        title=_("label_original", default="Original"),
        vocabulary="collective.trail.originals",
        default="electronic",
    )
    shelf_mark = schema.TextLine(
        title=_("label_shelf_mark", default="Shelf mark"),
        description=_("help_shelf_mark", default="Where the paper original is kept."),
        required=False,
        max_length=200,
    )

    directives.mode(number="display", edition="display", approved_on="display", effective_on="display")
    number = schema.TextLine(title=_("label_number", default="Number"), readonly=True, required=False)
    edition = schema.Int(title=_("label_edition", default="Edition"), readonly=True, required=False, default=0)
    approved_on = schema.Datetime(title=_("label_approved_on", default="Approved on"), readonly=True, required=False)
    effective_on = schema.Date(title=_("label_effective_on", default="Effective on"), readonly=True, required=False)


@closed
@implementer(IControlledDocument)
class ControlledDocument(FiledContainer):
    """D1: a document from draft to approved record; its annexes are the files inside it.

    ``__ac_local_roles_block__`` keeps roles held on the class or the site from reaching into records: who may do
    what here is computed from department and secrecy alone (see ``security.local_roles``).
    """

    __ac_local_roles_block__ = True

    number = None
    edition = 0
    approved_on = None
    effective_on = None
