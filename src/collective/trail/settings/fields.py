"""S1: a row of the control panel as a field of the registry.

The data grid's own registry field is itself the persistent object that the registry stores: a schema lives in the
module, so one object would belong to the first database that stored it and break every other site of the process.
Here the schema's field is plain, and each registry gets a stored copy of its own.
"""

from collective.z3cform.datagridfield.row import DictRow
from plone.registry.field import PersistentField
from plone.registry.interfaces import IPersistentField
from zope.component import adapter
from zope.interface import implementer
from zope.interface import Interface


class IRow(Interface):
    """Marks the plain field, so that the registry finds ``stored_row`` for it."""


@implementer(IRow)
class Row(DictRow):
    """The field as it stands in a schema."""


class StoredRow(PersistentField, DictRow):
    """The field as a registry stores it."""


@adapter(IRow)
@implementer(IPersistentField)
def stored_row(field: Row) -> StoredRow:
    """A stored copy of a row field; called by the registry when a record is made."""
    stored = StoredRow.__new__(StoredRow)
    stored.__dict__.update(
        {name: value for name, value in field.__dict__.items() if name not in ("interface", "order")}
    )
    return stored
