"""S1, D2: the page "Trail" of the site setup."""

from collective.trail.controlpanels.preview import next_numbers
from collective.trail.i18n import _
from collective.trail.rules.errors import RuleViolation
from collective.trail.settings.changes import change_settings
from collective.trail.settings.interfaces import ITrailSettings
from collective.trail.settings.interfaces import PREFIX
from collective.trail.settings.numbering import number_pattern
from plone.app.registry.browser.controlpanel import ControlPanelFormWrapper
from plone.app.registry.browser.controlpanel import RegistryEditForm
from plone.z3cform.layout import wrap_form
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from Products.statusmessages.interfaces import IStatusMessage
from typing import Any
from z3c.form import button
from zope.i18n import translate


class TrailSettingsForm(RegistryEditForm):
    """S1: all settings in one form; a broken rule is a sentence above it and what was typed stays."""

    schema = ITrailSettings
    schema_prefix = PREFIX
    label = _("heading_trail_settings", default="Trail")
    description = _(
        "help_trail_settings",
        default="Departments, document numbers and secrecy of this records office. Every change is kept in the trail.",
    )

    def update(self):
        """S1: each field of the table of departments is named for who hears the page; its heading names only a column."""
        super().update()
        for row in self.widgets["departments"].widgets:
            for cell in row.widgets.values():
                cell.attributes["aria-label"] = translate(cell.label, context=self.request)

    @button.buttonAndHandler(_("label_save", default="Save"), name="save")
    def handle_save(self, action):
        """S1: the same rules as over REST."""
        data, errors = self.extractData()
        if errors:
            self.status = self.formErrorsMessage
            return
        try:
            changed = change_settings(data)
        except RuleViolation as violation:
            # As a message of the page, because the form would show its own status as mere information.
            IStatusMessage(self.request).addStatusMessage(translate(violation.message, context=self.request), "error")
            return
        message = (
            _("msg_settings_saved", default="Changes saved.")
            if changed
            else _("msg_settings_same", default="Nothing was changed.")
        )
        IStatusMessage(self.request).addStatusMessage(message, "info")
        self.request.response.redirect(self.request.getURL())

    @button.buttonAndHandler(_("label_preview", default="Preview numbers"), name="preview")
    def handle_preview(self, action):
        """D2: the page again, with the numbers by the pattern as it is typed; nothing is saved."""
        _data, errors = self.extractData()
        if errors:
            self.status = self.formErrorsMessage

    @button.buttonAndHandler(_("label_cancel", default="Cancel"), name="cancel")
    def handle_cancel(self, action):
        """S1: back to the site setup."""
        RegistryEditForm.handlers.getHandler(RegistryEditForm.buttons["cancel"])(self, action)


class TrailSettingsLayout(ControlPanelFormWrapper):
    """D2: the form, then the next number of each department."""

    index = ViewPageTemplateFile("templates/settings.pt")

    @property
    def pattern(self) -> str:
        """D2: the pattern as it is typed, or as it is stored where the form was not sent."""
        typed = self.request.form.get("form.widgets.number_pattern")
        return typed.strip()[:100] if isinstance(typed, str) and typed.strip() else number_pattern()

    def next_numbers(self) -> list[dict[str, Any]]:
        """D2: rows of the preview."""
        return next_numbers(self.pattern)


TrailSettingsView = wrap_form(TrailSettingsForm, TrailSettingsLayout)
