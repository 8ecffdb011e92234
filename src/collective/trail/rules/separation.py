"""D1: who drafts, who reviews and who approves a document are three different people."""

from collections.abc import Collection


def violates_separation(
    drafters: str | Collection[str], reviewers: str | Collection[str], approvers: str | Collection[str] = ()
) -> str | None:
    """D1: the id of the broken rule, or None if no person acts in two of the three roles.

    Each argument holds the id, or the ids, of all who acted or are about to act in that role: a reviewer who joined
    in later counts like the first one.
    """
    drafted, reviewed, approved = _people(drafters), _people(reviewers), _people(approvers)
    if drafted & reviewed:
        return "reviewer_is_drafter"
    if drafted & approved:
        return "approver_is_drafter"
    if reviewed & approved:
        return "approver_is_reviewer"
    return None


def _people(ids: str | Collection[str]) -> set[str]:
    return ({ids} if isinstance(ids, str) else set(ids)) - {""}
