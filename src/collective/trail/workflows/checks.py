"""The rules that a transition must pass; the tables name them. Each takes (record, transition, intent) or refuses.

``intent`` is what the person wants to say: ``{"text": str, "verdict": str, "digest": str}``.
"""

from collective.trail.behaviors.opinions import opinions_of_round
from collective.trail.content.digest import content_digest
from collective.trail.content.refusal import name_of
from collective.trail.content.refusal import refuse
from collective.trail.i18n import _
from plone import api
from plone.app.iterate.interfaces import IBaseline


REQUIRED = (
    ("title", _("label_document_title", default="Title")),
    ("background", _("label_background", default="Background")),
    ("purpose", _("label_purpose", default="Purpose")),
)


def _me() -> str:
    return api.user.get_current().getId() or ""


def _missing(record) -> list:
    missing = [title for name, title in REQUIRED if not (getattr(record, name, None) or "").strip()]
    content = getattr(record, "content", None)
    if record.file is None and not (content and (content.raw or "").strip()):
        missing.append(_("label_content_or_file", default="Main content or main file"))
    if record.original in ("paper", "both") and not (record.shelf_mark or "").strip():
        missing.append(_("label_shelf_mark", default="Shelf mark"))
    return missing


def complete(record, transition, intent) -> None:
    """D1: the prescribed format is filled in."""
    missing = _missing(record)
    if missing:
        from zope.globalrequest import getRequest
        from zope.i18n import translate

        names = ", ".join(translate(title, context=getRequest()) for title in missing)
        raise refuse(
            record,
            _(
                "err_incomplete",
                default="${record} cannot be submitted yet. Please fill in: ${fields}.",
                mapping={"record": name_of(record), "fields": names},
            ),
            400,
            "complete",
        )


def not_the_drafter(record, transition, intent) -> None:
    """D1: nobody judges what he or she has drafted."""
    if _me() in (record.Creator(), getattr(record, "_submitted_by", None)):
        raise refuse(
            record,
            _(
                "err_same_person_drafter",
                default="You drafted ${record}, so you cannot judge it. Another reviewer or approver has to.",
                mapping={"record": name_of(record)},
            ),
            403,
            "different_people",
        )


def different_people(record, transition, intent) -> None:
    """D1: drafter, reviewer and approver are three different people."""
    not_the_drafter(record, transition, intent)
    if transition.part == "approver" and _me() in {
        opinion["actor"] for opinion in opinions_of_round(record) if opinion["transition"] == "review"
    }:
        raise refuse(
            record,
            _(
                "err_same_person_reviewer",
                default="You reviewed ${record}, so you cannot approve it as well. The department head or a leader"
                " who has not reviewed it has to.",
                mapping={"record": name_of(record)},
            ),
            403,
            "different_people",
        )


def unchanged_since_read(record, transition, intent) -> None:
    """P1: who says which content was read (its digest) judges that content and no other."""
    read = intent.get("digest") or ""
    if read and read != content_digest(record):
        raise refuse(
            record,
            _(
                "err_changed_since_read",
                default="${record} has changed since you read it. Read it again, then give your opinion.",
                mapping={"record": name_of(record)},
            ),
            409,
            "unchanged_since_read",
        )


def not_under_revision(record, transition, intent) -> None:
    """D1: one revision at a time."""
    if IBaseline.providedBy(record):
        raise refuse(
            record,
            _(
                "err_under_revision",
                default="${record} is already under revision. Finish or cancel that working copy first.",
                mapping={"record": name_of(record)},
            ),
            409,
            "not_under_revision",
        )


CHECKS = {
    check.__name__: check
    for check in (complete, not_the_drafter, different_people, unchanged_since_read, not_under_revision)
}
