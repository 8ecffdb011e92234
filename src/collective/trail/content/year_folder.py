"""D3: the records of one class and year."""

from collective.trail.content.closed import closed
from collective.trail.content.closed import FiledContainer
from collective.trail.content.ids import neutral_id
from collective.trail.content.record_class import IYearFolderSchema
from collective.trail.content.trees import ParallelOIBTree
from collective.trail.content.trees import ParallelOOBTree
from collective.trail.interfaces import IControlledDocument
from collective.trail.interfaces import IYearFolder
from plone import api
from zope.component import adapter
from zope.container.interfaces import INameChooser
from zope.interface import implementer


__all__ = ["AnnexNames", "IYearFolderSchema", "RecordNames", "YearFolder"]


@closed
@implementer(IYearFolder)
class YearFolder(FiledContainer):
    """D3: stands in a class, named by its year.

    Unordered: an ordering list would be one object that every writer of the year must touch.
    """

    _ordering = "unordered"

    def _initBTrees(self):
        """BTreeFolder2's own trees, of the kind that several writers share. Called when a folder is made."""
        super()._initBTrees()
        self._tree = ParallelOOBTree()
        # The ids of what stands here, which are records only.
        self._mt_index[FiledContainer.meta_type] = ParallelOIBTree()

    def cb_isCopyable(self):
        """P5: never; see ``RecordClass``."""
        return False

    def cb_isMoveable(self):
        """D3: a year belongs to its class and moves with it."""
        return False

    def notifyModified(self):
        """Keep the dates as they are: a modification date would be one more thing that every writer must touch.

        Called by ``reindexObject`` whenever a record comes or goes.
        """

    def reindexObject(self, idxs=None, **options):
        """Index again only what changed. A record that comes or goes changes nothing of its folder, but indexing the
        folder again would write to the same catalog entries for every writer.

        Closing a class reindexes the security of all it holds, with ``options`` of CMFCore's own.
        """
        catalog = api.portal.get_tool("portal_catalog")
        if idxs or self._p_changed or catalog.getrid("/".join(self.getPhysicalPath())) is None:
            super().reindexObject(idxs=idxs or [], **options)


@adapter(IYearFolder)
@implementer(INameChooser)
class RecordNames:
    """Gives every record a neutral id, whatever name a form or a REST client proposes."""

    prefix = "r"

    def __init__(self, context):
        self.context = context

    def checkName(self, name, object):
        """Any name of ours is free until proven otherwise."""
        return name not in self.context

    def chooseName(self, name, object):
        """A neutral id that is not taken in this folder."""
        while True:
            chosen = neutral_id(self.prefix)
            if self.checkName(chosen, object):
                return chosen


@adapter(IControlledDocument)
@implementer(INameChooser)
class AnnexNames(RecordNames):
    """Annexes get neutral ids too: a file name tells as much as a title."""

    prefix = "a"
