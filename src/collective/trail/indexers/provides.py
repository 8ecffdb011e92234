"""P4: the kinds of thing that a record is, as the catalog knows them."""

from collective.trail.interfaces import IRecord
from plone.indexer import indexer
from zope.interface import providedBy


#: Packages whose interfaces tell how an object is built, not what it is. Nobody searches for them, and each would be one
#: more list of all records that every writer writes.
MACHINERY = (
    "OFS.",
    "Products.CMFEditions.",
    "plone.app.lockingbehavior.",
    "plone.app.relationfield.",
    "plone.app.versioningbehavior.",
    "plone.namedfile.",
    "plone.supermodel.",
    "plone.uuid.",
    "z3c.",
    "zope.",
)
#: What CMFCore says of everything that it can publish; of these only the words for content and folder are searched for.
CMFCORE = "Products.CMFCore."
SOUGHT = ("Products.CMFCore.interfaces.IContentish", "Products.CMFCore.interfaces.IFolderish")


@indexer(IRecord)
def object_provides(record) -> tuple[str, ...]:
    """P4: the names of the record's interfaces, those of behaviors and of other packages' marks among them."""
    names = (each.__identifier__ for each in providedBy(record).flattened())
    return tuple(name for name in names if name in SOUGHT or not name.startswith((CMFCORE, *MACHINERY)))
