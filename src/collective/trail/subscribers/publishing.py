"""P5: nothing in or below a record is published to somebody who may not view the record.

Plone has pages and methods that ask for no permission of the object they are called on: ``@@plone_context_state`` tells
its title, WebDAV its properties. They are public because elsewhere a title is; here it is not.
"""

from AccessControl import getSecurityManager
from collective.trail.interfaces import ITrailLayer
from collective.trail.subscribers.refusing import record_asked_for
from zExceptions import Unauthorized


def found(event) -> None:
    """Called for each request when its page and its person are known. A browser's question before a request from
    another site (OPTIONS) carries no person and is answered without the record."""
    request = event.request
    if not ITrailLayer.providedBy(request) or request.get("REQUEST_METHOD") == "OPTIONS":
        return
    record = record_asked_for(request)
    if record is not None and not getSecurityManager().checkPermission("View", record):
        raise Unauthorized("You may not see this record.")
