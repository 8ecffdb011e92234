"""D1: who drafts, who reviews and who approves a document are three different people."""

from collections.abc import Collection


def violates_separation(
    drafters: Collection[str], reviewers: Collection[str], approvers: Collection[str] = ()
) -> str | None:
    """D1: the id of the broken rule, or None if no person acts in two of the three roles.

    Each argument holds the ids of all who acted, or are about to act, in that role: a reviewer who joined in later
    counts like the first one.
    """
    if set(drafters) & set(reviewers):
        return "reviewer_is_drafter"
    if set(drafters) & set(approvers):
        return "approver_is_drafter"
    if set(reviewers) & set(approvers):
        return "approver_is_reviewer"
    return None
