"""P1: what a REST client may send for each kind of field, checked before any field is set.

plone.restapi's field deserializers take the shape of the JSON for granted; anything else would be a server error.
"""

from collective.trail.content.protection import record_around
from collective.trail.content.refusal import misunderstood
from collective.trail.i18n import _
from collective.trail.interfaces import IRecord
from collective.trail.interfaces import ITrailLayer
from collective.trail.services.bodies import object_body
from plone.app.textfield.interfaces import IRichText
from plone.dexterity.utils import iterSchemataForType
from plone.namedfile.interfaces import INamedField
from plone.restapi.deserializer.dxcontent import DeserializeFromJson
from zExceptions import BadRequest
from zope.component import adapter
from zope.interface import Invalid
from zope.schema import getFields
from zope.schema.interfaces import IBool
from zope.schema.interfaces import IChoice
from zope.schema.interfaces import ICollection
from zope.schema.interfaces import INativeString
from zope.schema.interfaces import IText

import base64
import binascii


FILE_KEYS = ("data", "encoding", "filename", "content-type")
RICH_TEXT_KEYS = ("data", "encoding", "content-type")


def _is_text(value) -> bool:
    # XML and most indexes cannot hold control characters, nor can a line of the trail show them.
    return isinstance(value, str) and not any(ord(char) < 32 and char not in "\t\n\r" for char in value)


def _is_token(value) -> bool:
    return _is_text(value) or (isinstance(value, dict) and _is_text(value.get("token")))


def _is_mapping_of_texts(value, keys) -> bool:
    return isinstance(value, dict) and all(_is_text(value[key]) for key in keys if value.get(key) is not None)


def _is_rich_text(value) -> bool:
    return _is_text(value) or (_is_mapping_of_texts(value, RICH_TEXT_KEYS) and _is_text(value.get("data")))


def _is_file(value) -> bool:
    if not _is_mapping_of_texts(value, FILE_KEYS) or not isinstance(value.get("data"), str):
        return False
    if value.get("encoding") != "base64":
        return value.get("encoding") in (None, "", "utf-8")
    try:
        base64.b64decode("".join(value["data"].split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _is_list_of_tokens(value) -> bool:
    return isinstance(value, list) and all(map(_is_token, value))


def _is_ordering(value) -> bool:
    if not isinstance(value, dict):
        return False
    delta, among = value.get("delta"), value.get("subset_ids") or []
    whole = isinstance(delta, int) and abs(delta) < 1_000_000
    return (
        _is_text(value.get("obj_id"))
        and (whole or delta in ("top", "bottom"))
        and isinstance(among, list)
        and all(map(_is_text, among))
    )


#: The first interface that a field provides tells what its value must look like, and how a sentence describes that.
SHAPES = (
    (IRichText, _is_rich_text, _("shape_rich_text", default='a text, or {"data": text, "content-type": text}')),
    (
        INamedField,
        _is_file,
        _(
            "shape_file",
            default='{"data": text, "encoding": "base64" or "utf-8", "filename": text, "content-type": text}',
        ),
    ),
    (IChoice, _is_token, _("shape_choice", default='a term, or {"token": term}')),
    (ICollection, _is_list_of_tokens, _("shape_list", default="a list of terms")),
    (IBool, lambda value: isinstance(value, bool), _("shape_bool", default="true or false")),
    (IText, _is_text, _("shape_text", default="a text without control characters")),
    (INativeString, _is_text, _("shape_text", default="a text without control characters")),
)


def check_shape(context, portal_type: str, data: dict) -> None:
    """P1: refuse values whose JSON does not fit the field; null is left to the field itself."""
    for schema in iterSchemataForType(portal_type):
        for name, field in getFields(schema).items():
            if data.get(name) is None or field.readonly:
                continue
            fits, shape = next(((fits, shape) for kind, fits, shape in SHAPES if kind.providedBy(field)), (None, None))
            if fits is not None and not fits(data[name]):
                raise _misshapen(context, name, shape)
    if "layout" in data and not (_is_text(data["layout"]) and data["layout"]):
        raise _misshapen(context, "layout", _("shape_text", default="a text without control characters"))
    if "ordering" in data and not _is_ordering(data["ordering"]):
        shape = _("shape_ordering", default='{"obj_id": text, "delta": "top", "bottom" or a whole number}')
        raise _misshapen(context, "ordering", shape)


def _faults(context, errors):
    """P4: plone.restapi's list of faults as a sentence."""
    if isinstance(errors, list):
        faults = "; ".join(f"{each.get('field', '')}: {each['message']}".strip(": .") for each in errors)
        errors = _("err_fields", default="Please correct: ${faults}.", mapping={"faults": faults})
    return misunderstood(context, errors)


def _misshapen(context, name: str, shape):
    from zope.globalrequest import getRequest
    from zope.i18n import translate

    mapping = {"field": name, "shape": translate(shape, context=getRequest())}
    message = _("err_misshapen", default="“${field}” has the wrong form; it is ${shape}.", mapping=mapping)
    return misunderstood(context, message)


@adapter(IRecord, ITrailLayer)
class DeserializeRecord(DeserializeFromJson):
    """Called by plone.restapi for POST and PATCH of records and classes; checks the shape first, then does the same."""

    def __call__(self, validate_all=False, data=None, create=False, mask_validation_errors=True):
        """The record with the values set; RuleViolation (400) where one does not fit."""
        data = object_body(self.request) if data is None else data
        check_shape(self.context, self.context.portal_type, data)
        try:
            return super().__call__(validate_all, data, create, mask_validation_errors)
        except BadRequest as error:
            raise _faults(self.context, error.args[0]) from error
        except Invalid as error:
            # Rich text says so that it is too long; plone.restapi expects other kinds of error.
            raise misunderstood(self.context, error.args[0]) from error


class DeserializeAnnex(DeserializeRecord):
    """D1: the same for a file in a record; elsewhere a file is none of ours."""

    def __call__(self, validate_all=False, data=None, create=False, mask_validation_errors=True):
        """As for a record."""
        if record_around(self.context) is None:
            return DeserializeFromJson.__call__(self, validate_all, data, create, mask_validation_errors)
        return super().__call__(validate_all, data, create, mask_validation_errors)
