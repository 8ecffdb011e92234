"""P1, P5: auditors are told by mail what the self-check and the sequencer find: once, in their language, without secrets."""

from collective.trail.jobs import delivery
from collective.trail.jobs.alerts import alert_broken
from collective.trail.jobs.alerts import post_differences
from collective.trail.jobs.check import check
from collective.trail.jobs.record_check import Difference
from collective.trail.jobs.sequence import sequence
from collective.trail.ledger.seat import LogForked
from collective.trail.ledger.site import ledger_of
from collective.trail.notifications.outbox import outbox_of
from collective.trail.rules import clock
from datetime import timedelta
from plone import api
from plone.dexterity.utils import createContentInContainer
from plone.namedfile.file import NamedBlobFile
from plone.uuid.interfaces import IUUID
from post_office import send_through

import pytest
import transaction


ADDRESS = "auditor@example.org"


@pytest.fixture
def mails(http, post_office, monkeypatch):
    """The mail server of an office that is set up to send."""
    monkeypatch.setenv("TRAIL_SITE_ADDRESS", "https://records.example.org/{site}")
    send_through(post_office)
    http.commit()
    return post_office


def tampered(http, **values):
    """A record with a field that a script has changed."""
    record = http.approved(**values)
    record.purpose = "Leave for the chief only."
    http.commit()
    return record


def speak(user_id, language):
    api.user.get(userid=user_id).setMemberProperties({"language": language})


def test_auditors_are_told_number_and_field(http, mails):
    record = tampered(http, title="Dismissal of Wang")
    report = check(http.portal)
    assert report.untold is None
    ((recipient, mail),) = mails.mails
    text = mail.get_content()
    assert recipient == mail["To"] == ADDRESS and mail["From"] == "records@example.org"
    assert mail["Subject"] == "Plone site: new differences found by the self-check (1)"
    assert f"- {record.number}: Purpose" in text.splitlines()
    assert f"https://records.example.org/{http.portal.getId()}/@@trail-log-status" in text
    assert "Wang" not in text and "chief" not in text
    assert mail.get_content_type() == "text/plain" and mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    "language, subject, word",
    [("zh-cn", "自查发现新的差异", "目的"), ("zh-tw", "自查發現新的差異", "目的"), ("", "new differences", "Purpose")],
)
def test_each_reader_is_told_in_his_or_her_language(http, mails, language, subject, word):
    speak("auditor", language)
    record = tampered(http)
    check(http.portal)
    (mail,) = mails.to(ADDRESS)
    assert subject in mail["Subject"] and f"{record.number}" in mail.get_content() and word in mail.get_content()


def test_the_name_of_an_annex_stays_in_the_house(http, mails):
    record = http.draft()
    with api.env.adopt_user("drafter"):
        file = NamedBlobFile(b"table", "text/plain", "dismissal-of-wang.txt")
        annex = createContentInContainer(record, "File", title="Dismissal of Wang", file=file)
    http.commit()
    annex.file = NamedBlobFile(b"other", "text/plain", "dismissal-of-wang.txt")
    http.commit()
    check(http.portal)
    (mail,) = mails.to(ADDRESS)
    assert f"- Record without a number, UID {IUUID(record)}: Annex" in mail.get_content()
    assert "wang" not in mail.as_string().lower()
    newest = ledger_of(http.portal).record_log(IUUID(http.portal)).last
    assert newest.data["found"] == [{"record": IUUID(record), "field": "annex", "message": ""}]


def test_the_same_difference_is_told_once(http, mails):
    tampered(http)
    check(http.portal)
    check(http.portal)
    other = tampered(http)
    check(http.portal)
    first, second = mails.to(ADDRESS)
    assert f"- {other.number}: Purpose" in second.get_content().splitlines()
    assert second.get_content().count("Purpose") == first.get_content().count("Purpose") == 1


def test_a_fault_of_the_trail_itself_is_told_once(http, mails):
    record = http.approved()
    http.commit()
    entry = ledger_of(http.portal).record_log(IUUID(record)).entry(2)
    entry._data = {**entry._data, "comment": "Forged."}
    http.commit()
    check(http.portal)
    check(http.portal)
    (mail,) = mails.to(ADDRESS)
    assert f"- {record.number}: The trail itself" in mail.get_content() and "Forged" not in mail.get_content()


def test_an_honest_office_gets_no_mail(http, mails):
    http.approved()
    http.commit()
    assert check(http.portal).wrong == []
    assert mails.mails == [] and outbox_of(http.portal) is None


def test_a_mail_server_that_is_away_loses_nothing(http, mails):
    mails.close()
    tampered(http)
    report = check(http.portal)
    assert "Not everybody was told by mail. The mail server did not take a mail: auditor:" in report.untold
    assert report.untold in report.wrong
    mails.open()
    assert check(http.portal).untold is None
    assert len(mails.to(ADDRESS)) == 1


def test_a_crash_between_commit_and_mail_loses_nothing(http, mails):
    record = tampered(http)
    post_differences(http.portal, [Difference(IUUID(record), "purpose", "Changed.")], [])
    http.commit()
    # The process died here; the next run of any job finds the notice.
    assert mails.mails == []
    assert delivery.deliver(http.portal) is None
    assert len(mails.to(ADDRESS)) == 1


def test_what_is_rolled_back_is_not_told(http, mails):
    record = tampered(http)
    post_differences(http.portal, [Difference(IUUID(record), "purpose", "Changed.")], [])
    transaction.abort()
    assert delivery.deliver(http.portal) is None
    assert mails.mails == []


def test_a_mail_that_is_sent_again_has_the_same_name(http, mails):
    record = tampered(http)
    post_differences(http.portal, [Difference(IUUID(record), "purpose", "Changed.")], [])
    ((notice, kind),) = outbox_of(http.portal).pending()
    http.commit()
    delivery._deliver(outbox_of(http.portal), notice, kind, None)
    # The machine died after the server's answer and before the note of it.
    notice.told = ()
    outbox_of(http.portal).notices[notice.id] = notice
    delivery._deliver(outbox_of(http.portal), notice, kind, None)
    first, second = mails.to(ADDRESS)
    assert first["Message-ID"] == second["Message-ID"] and first["Message-ID"].endswith("@example.org>")


def test_one_address_that_is_refused_holds_up_nobody(http, mails):
    api.user.create(username="auditor2", email="gone@example.org", password="trail-office-1")
    api.group.add_user(groupname="trail-auditors", username="auditor2")
    mails.refused.add("gone@example.org")
    tampered(http)
    report = check(http.portal)
    assert "auditor2: SMTPRecipientsRefused" in report.untold
    assert len(mails.to(ADDRESS)) == 1
    assert "auditor2" in check(http.portal).untold
    assert len(mails.to(ADDRESS)) == 1
    with clock.frozen(clock.now() + timedelta(days=4)):
        delivery.deliver(http.portal)
        assert delivery.deliver(http.portal) is None
    assert len(mails.to(ADDRESS)) == 1


def test_members_of_a_group_inside_the_group_are_told(http, mails):
    api.user.create(username="auditor2", email="two@example.org", password="trail-office-1")
    api.group.create(groupname="external")
    api.group.add_user(groupname="external", username="auditor2")
    api.portal.get_tool("portal_groups").addPrincipalToGroup("external", "trail-auditors")
    tampered(http)
    check(http.portal)
    assert len(mails.to("two@example.org")) == len(mails.to(ADDRESS)) == 1


def test_an_office_without_mail_settings_says_so(http):
    tampered(http)
    report = check(http.portal)
    assert report.untold.endswith("its mail settings name no server or no address of the sender.")
    assert report.untold in report.wrong


def test_auditors_without_an_address_are_named(http, mails):
    api.user.get(userid="auditor").setMemberProperties({"email": ""})
    tampered(http)
    report = check(http.portal)
    assert report.untold.endswith("Nobody in the group trail-auditors has a mail address.")


def test_a_good_run_says_that_nobody_could_be_told(http):
    http.approved()
    http.commit()
    report = check(http.portal)
    assert report.wrong == []
    assert "Auditors cannot be told by mail. The site sends no mail" in report.sentence


# -- the sequencer ------------------------------------------------------------------------------------------------------


def test_auditors_are_told_of_a_broken_log_once(http, log, mails):
    http.approved()
    http.commit()
    sequence(http.portal)
    name = next(iter(ledger_of(http.portal).segments))
    del ledger_of(http.portal).segments[name]
    http.commit()
    assert sequence(http.portal).broken and sequence(http.portal).broken
    (mail,) = mails.to(ADDRESS)
    assert mail["Subject"] == "Plone site: the database is not what was signed"
    assert f"The segment {name} stands in the log" in mail.get_content().replace("\n", " ")


def test_auditors_are_told_of_a_forked_log(http, log, mails):
    http.approved()
    http.commit()
    sequence(http.portal)
    (log / "index.sqlite").unlink()
    http.approved()
    http.commit()
    for _again in range(2):
        with pytest.raises(LogForked):
            sequence(http.portal)
    (mail,) = mails.to(ADDRESS)
    assert "restore index.sqlite" in mail.get_content()


def test_the_minutes_job_leaves_a_server_that_failed_alone(http, mails):
    mails.close()
    assert "did not take a mail" in alert_broken(http.portal, ["Broken."])
    mails.open()
    assert "did not take a mail" in alert_broken(http.portal, ["Broken."])
    assert mails.mails == []
    with clock.frozen(clock.now() + delivery.PAUSE):
        assert alert_broken(http.portal, ["Broken."]) is None
    assert len(mails.to(ADDRESS)) == 1
