"""The languages that a new records office offers beside its default."""

from plone import api
from plone.distribution.core import Distribution
from Products.CMFPlone.Portal import PloneSite


LANGUAGES = ("en", "zh-cn", "zh-tw")


def offer_languages(distribution: Distribution, site: PloneSite, answers: dict) -> PloneSite:
    """S1: let everyone read the office in a language of the policy's terms; plone.distribution calls it last."""
    default = answers.get("default_language", "en")
    offered = list(LANGUAGES) if default in LANGUAGES else [default, *LANGUAGES]
    settings = {
        "available_languages": offered,
        "default_language": default,
        # Without combined codes Plone would cut zh-cn and zh-tw down to one "zh".
        "use_combined_language_codes": True,
        "use_cookie_negotiation": True,
        "set_cookie_always": False,
        "always_show_selector": True,
        "use_request_negotiation": True,
    }
    for name, value in settings.items():
        api.portal.set_registry_record(f"plone.{name}", value)
    return site
