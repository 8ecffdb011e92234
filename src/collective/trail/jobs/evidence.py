"""P1, P5: ``trail export --zope-conf``: the evidence bundle of a record, taken at the console of the server.

An operator is not cleared for what records say (P5). The bundle is made with the rights of the person named by
``--user``, and the entry of it says that it was taken at the console, and by which account of the machine.
"""

from AccessControl.SecurityManagement import newSecurityManager
from AccessControl.SecurityManagement import noSecurityManager
from collective.trail.content.events import RecordRead
from collective.trail.content.reads import noted_reads
from collective.trail.interfaces import ITrailLayer
from collective.trail.jobs.sequence import sites
from collective.trail.ledger.site import KEY
from collective.trail.rules.errors import RuleViolation
from collective.trail.timeline.evidence_bundle import asked_by_name
from collective.trail.timeline.evidence_bundle import EvidenceBundle
from collective.trail.verify.export_command import written
from collective.trail.verify.keys import Unusable
from collective.trail.verify.new_file import new_file
from getpass import getuser
from Testing.makerequest import makerequest
from typing import Any
from typing import BinaryIO
from ZODB.POSException import ConflictError
from zope.annotation.interfaces import IAnnotations
from zope.component.hooks import setSite
from zope.event import notify
from zope.globalrequest import clearRequest
from zope.globalrequest import setRequest
from zope.i18n import translate
from zope.interface import alsoProvides

import argparse
import platform
import sys
import transaction


#: Somebody may write in the same record meanwhile.
ATTEMPTS = 5


def main(arguments: argparse.Namespace) -> int:
    """P1: exit code 0 when the bundle is written, 2 with a sentence when there is none."""
    from Zope2.Startup.run import configure_wsgi

    import Zope2

    configure_wsgi(arguments.zope_conf)
    app = makerequest(Zope2.app())
    setRequest(app.REQUEST)
    try:
        print(take(app, arguments))
        return 0
    except RuleViolation as violation:
        print(translate(violation.message, context=app.REQUEST), file=sys.stderr)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
    finally:
        transaction.abort()
        noSecurityManager()
        setSite(None)
        clearRequest()
        app._p_jar.close()
    return 2


def take(app: Any, arguments: argparse.Namespace) -> str:
    """P1: write the bundle and say where it is; its entries are committed before it gets its name."""
    site = _site(app, arguments.site)
    request = app.REQUEST
    setSite(site)
    alsoProvides(request, ITrailLayer)
    _log_in(site, arguments.user)
    bundle = _bundle(arguments, request)
    output = arguments.output or bundle.name
    with new_file(output) as stream:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                _written(bundle, stream, request)
                break
            except ConflictError:
                transaction.abort()
                if attempt == ATTEMPTS:
                    raise Unusable("The record is being written in again and again: try once more.") from None
                bundle = _bundle(arguments, request)
    return written(output)


def _bundle(arguments: argparse.Namespace, request: Any) -> EvidenceBundle:
    asked = asked_by_name(arguments.number, not arguments.no_files, arguments.language or "")
    return EvidenceBundle(asked, request)


def _written(bundle: EvidenceBundle, stream: BinaryIO, request: Any) -> None:
    stream.seek(0)
    stream.truncate()
    bundle.write(stream)
    bundle.enter(console=f"{getuser()}@{platform.node()}")
    # In a request the publisher tells of these reads.
    for each in noted_reads(request)[-1:]:
        notify(RecordRead(each, "", request))
    transaction.commit()


def _site(app: Any, wanted: str | None) -> Any:
    found = [site for site in sites(app) if KEY in IAnnotations(site) and wanted in (None, site.getId())]
    if len(found) == 1:
        return found[0]
    names = ", ".join(site.getId() for site in sites(app))
    what = f"There is no site {wanted} with a trail" if wanted else "There is not just one site with a trail"
    raise Unusable(f"{what}: name one of {names or 'none'} with --site.")


def _log_in(site: Any, user_id: str) -> None:
    """P5: as this person; one of the site's, or an administrator of the whole Zope."""
    for folder in (site.acl_users, site.aq_parent.acl_users):
        user = folder.getUserById(user_id)
        if user is not None:
            newSecurityManager(None, user.__of__(folder))
            return
    raise Unusable(f"{site.getId()} knows nobody with the user id {user_id}.")
