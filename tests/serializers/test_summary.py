"""P5: search results are made of what the catalog knows, with the fields that plone.restapi always gives."""

from plone import api
from plone.restapi.serializer.summary import merge_serializer_metadata_utilities_data


def test_results_of_a_search_are_not_fetched_from_the_database(http):
    for _number in range(3):
        http.approved()
    http.commit()
    client = http.client("stranger")
    facts = client.get("@search?portal_type=ControlledDocument").json()
    assert facts["items_total"] == 3
    wanted = merge_serializer_metadata_utilities_data()["default_metadata_fields"]
    assert all(set(item) == wanted for item in facts["items"])
    assert {item["title"] for item in facts["items"]} == {"Leave rules"}
    assert {item["review_state"] for item in facts["items"]} == {"approved"}


def test_no_result_wakes_its_record(office):
    from plone.restapi.interfaces import ISerializeToJsonSummary
    from zope.component import getMultiAdapter
    from zope.globalrequest import getRequest

    record = office.approved()
    (brain,) = api.content.find(UID=record.UID())
    fetched = []
    kind = type(brain)
    kind.getObject = lambda self: fetched.append(self)
    try:
        summary = getMultiAdapter((brain, getRequest()), ISerializeToJsonSummary)()
    finally:
        del kind.getObject
    assert fetched == []
    assert summary["@id"] == record.absolute_url()


def test_columns_may_be_asked_for_and_other_types_are_as_ever(http):
    record = http.approved()
    with api.env.adopt_roles(["Manager"]):
        api.content.create(http.portal, "Document", "page", title="A page")
    http.commit()
    facts = http.client("manager").get("@search?metadata_fields=number&metadata_fields=secrecy").json()["items"]
    by_title = {item["title"]: item for item in facts}
    assert (by_title["Leave rules"]["number"], by_title["Leave rules"]["secrecy"]) == (record.number, "internal")
    assert by_title["A page"]["@type"] == "Document"
