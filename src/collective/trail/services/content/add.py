"""D3: ``POST`` to a class or year folder makes a record in the present year folder of the class."""

from collective.trail.content.filing import class_of
from collective.trail.content.filing import year_folder
from collective.trail.workflows import workflow_of
from plone.restapi.deserializer import json_body
from plone.restapi.services.content.add import FolderPost


class FilePlanPost(FolderPost):
    """plone.restapi's own service; for our records the year folder is the place, and the id is ours to give."""

    def reply(self):
        """The new content as plone.restapi serializes it, 201 with its address in ``Location``."""
        data = json_body(self.request)
        workflow = workflow_of(data.get("@type") or "")
        if workflow is not None and data.get("@type") != "RecordClass":
            data.pop("id", None)
            self.request.set("BODY", _encoded(data))
            self.context = year_folder(class_of(self.context))
        return super().reply()


def _encoded(data) -> bytes:
    import json

    return json.dumps(data).encode("utf-8")
