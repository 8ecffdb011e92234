"""What a broken rule looks like, for forms, REST, imports and jobs alike."""

from string import Template


class RuleViolation(Exception):
    """A rule of the policy refuses an act; nothing of the act is stored.

    ``message`` is a sentence (a translatable Message or a str) that names the record, the reason and the remedy.
    ``status`` is the HTTP status the refusal is answered with: 400 bad input, 403 not this person, 404 unknown,
    409 the record's state does not allow it, 410 the number's record is gone. ``rule`` is the short id of the rule, kept in the trail.
    ``uid`` is the record's UID where there is one.
    """

    message: str

    def __init__(self, message, status: int = 400, rule: str = "", uid: str = ""):
        if isinstance(message, RuleViolation):
            # Products.CMFCore re-raises as ``type(exc)(exc)``: keep what the first one knew.
            message, status, rule, uid = message.message, message.status, message.rule, message.uid
        super().__init__(message)
        self.message = message
        self.status = status
        self.rule = rule
        self.uid = uid

    def __str__(self) -> str:
        """The sentence in English, with its placeholders filled in; forms and REST translate ``message`` instead."""
        sentence = getattr(self.message, "default", None) or str(self.message)
        return Template(sentence).safe_substitute(getattr(self.message, "mapping", None) or {})
