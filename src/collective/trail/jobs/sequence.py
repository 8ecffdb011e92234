"""P1: the job ``sequence``: takes what was committed into the log of each site and signs it."""

from collections.abc import Iterator
from collective.trail.jobs.alerts import alert_broken
from collective.trail.ledger.anchor_compare import contradictions
from collective.trail.ledger.anchoring import take_to_anchors
from collective.trail.ledger.anchors import anchors
from collective.trail.ledger.anchors import AnchorsUnusable
from collective.trail.ledger.log_index import damaged
from collective.trail.ledger.log_settings import add_public_keys
from collective.trail.ledger.log_settings import log_directory
from collective.trail.ledger.log_settings import LogUnusable
from collective.trail.ledger.log_settings import signing_keys
from collective.trail.ledger.seat import LogForked
from collective.trail.ledger.seat import seat_of
from collective.trail.ledger.sequencer import Report
from collective.trail.ledger.sequencer import Sequencer
from collective.trail.ledger.site import KEY
from collective.trail.ledger.site import ledger_of
from collective.trail.ledger.tile_store import LogBusy
from collective.trail.ledger.tile_store import TileStore
from dataclasses import replace
from Products.CMFCore.interfaces import ISiteRoot
from typing import Any
from zope.annotation.interfaces import IAnnotations

import platform
import sqlite3
import transaction


def sequence(site: Any, every: bool = False) -> Report | None:
    """P1: one run for a site; None where no log or no trail is kept. Commits.

    LogUnusable, AnchorsUnusable, LogBusy, LogForked. An anchor that fails is told in the report, and auditors get a mail
    about what is newly broken.
    ``every`` looks at all segments of the database and not at the latest only.
    """
    directory = log_directory(site.getId())
    if directory is None or KEY not in IAnnotations(site):
        return None
    signers, kept = signing_keys(), anchors()
    seat = seat_of(site)
    transaction.commit()
    try:
        # A checkpoint more would make the newest one kept a continuation of the log again.
        for sentence in contradictions(directory, kept, 1):
            raise LogForked(f"{sentence} Nothing was signed. Tell the auditors.")
        report = Sequencer(ledger_of(site), seat, TileStore(directory), signers, platform.node()).run(every)
    except LogForked as forked:
        transaction.abort()
        alert_broken(site, [str(forked)])
        raise
    if report.after:
        add_public_keys(directory, signers)
    report = replace(report, unanchored=tuple(take_to_anchors(directory, kept)))
    return replace(report, untold=alert_broken(site, [each.message for each in report.broken]))


def told(site_path: str, run: Any) -> tuple[bool, str]:
    """P1: whether a run was good, and the sentence that says what it did."""
    try:
        report = run()
    except LogBusy as busy:
        return True, f"{site_path}: {busy}"
    except (AnchorsUnusable, LogForked, LogUnusable) as error:
        transaction.abort()
        return False, f"{site_path}: {error}"
    except sqlite3.DatabaseError as error:
        transaction.abort()
        return False, f"{site_path}: {damaged(error)}"
    if report is None:
        return True, f"{site_path}: no log is kept: TRAIL_LOG is not set, or the site has no trail."
    return not report.wrong, " ".join([f"{site_path}: {report.sentence}", *report.wrong])


def sites(app: Any) -> Iterator[Any]:
    """All sites of a Zope application, also those in folders."""
    for child in app.objectValues():
        if ISiteRoot.providedBy(child):
            yield child
        elif getattr(child, "meta_type", "") in ("Folder", "Folder (Ordered)"):
            yield from sites(child)
