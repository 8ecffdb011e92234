"""S1: people as readers know them."""

from plone import api


def full_name(user_id: str) -> str:
    """The name of a person, or the id where the person is unknown or gone."""
    user = api.user.get(userid=user_id) if user_id else None
    return (user.getProperty("fullname") if user else "") or user_id
