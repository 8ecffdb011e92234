"""S1, D2: @controlpanels/trail reads and changes the settings over REST."""

from collective.trail.controlpanels.preview import next_numbers
from collective.trail.interfaces import ITrailLayer
from collective.trail.services.bodies import object_body
from collective.trail.settings.changes import change_settings
from collective.trail.settings.interfaces import ITrailSettings
from collective.trail.settings.interfaces import PREFIX
from plone import api
from plone.protect.interfaces import IDisableCSRFProtection
from plone.restapi.controlpanels import RegistryConfigletPanel
from plone.restapi.controlpanels.interfaces import IControlpanel
from plone.restapi.interfaces import IDeserializeFromJson
from plone.restapi.interfaces import ISerializeToJson
from plone.restapi.serializer.controlpanels import ControlpanelSerializeToJson
from typing import Any
from zExceptions import Forbidden
from zope.component import adapter
from zope.interface import alsoProvides
from zope.interface import implementer
from zope.interface import Interface


class ITrailControlpanel(IControlpanel):
    """S1: marks our panel, so that its own adapters read and write it."""


@implementer(ITrailControlpanel)
@adapter(Interface, ITrailLayer)
class TrailControlpanel(RegistryConfigletPanel):
    """S1: the panel as @controlpanels lists it."""

    schema = ITrailSettings
    schema_prefix = PREFIX
    configlet_id = "trail"
    configlet_category_id = "Products"


def _check_permission(panel: TrailControlpanel) -> None:
    # The service itself asks only for the overview of all control panels.
    if not api.user.has_permission("collective.trail: Manage settings", obj=panel.context):
        raise Forbidden("You may not manage the settings of the trail.")


@implementer(ISerializeToJson)
@adapter(ITrailControlpanel)
class TrailControlpanelToJson(ControlpanelSerializeToJson):
    """S1, D2: the settings as typed rows, and the next number of each department."""

    def __call__(self) -> dict[str, Any]:
        _check_permission(self.controlpanel)
        return {**super().__call__(), "next_numbers": {row["code"]: row["number"] for row in next_numbers()}}


@implementer(IDeserializeFromJson)
@adapter(ITrailControlpanel)
class TrailControlpanelFromJson:
    """S1: PATCH: only the fields sent change; a refused request changes nothing."""

    def __init__(self, controlpanel: TrailControlpanel):
        self.controlpanel = controlpanel

    def __call__(self, mask_validation_errors: bool = True) -> None:
        _check_permission(self.controlpanel)
        request = self.controlpanel.request
        alsoProvides(request, IDisableCSRFProtection)
        change_settings(object_body(request))
