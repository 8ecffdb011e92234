"""D4: records are not copied; REST says so in a sentence and makes nothing."""


def test_drafter_cannot_copy_a_record_over_rest(http):
    record = http.draft()
    http.commit()
    client = http.client("drafter")
    answer = client.post(f"{http.base}/administrative/@copy", json={"source": http.url(record)})
    assert answer.status_code == 403
    assert "never copied" in answer.json()["message"]
    http.commit()
    assert http.portal["administrative"].objectIds() == [record.aq_parent.getId()]
