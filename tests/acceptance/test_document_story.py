"""D1 to D3 in the browser: add, submit, changes wanted, submit again, approve, read the trail, take the file list."""

from pathlib import Path


def done(page):
    """Send the form of a transition."""
    page.click("form[action*='@@transition'] button[type=submit]")
    page.wait_for_load_state()


def begin(page, transition: str):
    """Go to the page of a transition by its button on the document."""
    page.click(f".trail-actions a[href*='workflow_action={transition}']")
    page.wait_for_load_state()


def add_document(page, base: str) -> str:
    """Fill in the add form as a person does and return the address of the new document."""
    page.goto(f"{base}/administrative/++add++ControlledDocument")
    page.fill("#form-widgets-title", "Leave rules 休假制度")
    page.fill("#form-widgets-background", "The rules are ten years old.")
    page.fill("#form-widgets-purpose", "New rules for leave.")
    page.wait_for_function("window.tinymce && tinymce.activeEditor && tinymce.activeEditor.initialized")
    page.evaluate("tinymce.activeEditor.setContent('<p>Everybody takes leave.</p>')")
    page.click("#form-buttons-save")
    page.wait_for_load_state()
    assert page.inner_text(".trail-state") == "Draft"
    return page.url


def no_sideways_scrolling(page) -> bool:
    """Whether the page fits its window's width."""
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")


def test_document_can_be_brought_into_force_in_the_browser(window, http):
    drafter, reviewer, head = window("drafter"), window("reviewer"), window("head")
    url = add_document(drafter, http.base)
    begin(drafter, "submit")
    done(drafter)
    number = drafter.inner_text(".trail-number")
    assert number.startswith("HR")

    reviewer.goto(url)
    begin(reviewer, "request_changes")
    reviewer.fill("#trail-text", "Name the first day on which the rules apply.")
    done(reviewer)
    assert reviewer.inner_text(".trail-state") == "Changes wanted"

    drafter.goto(f"{url}/edit")
    drafter.fill("#form-widgets-purpose", "New rules for leave from 1 January.")
    drafter.click("#form-buttons-save")
    drafter.wait_for_load_state()
    begin(drafter, "resubmit")
    done(drafter)
    assert drafter.inner_text(".trail-number") == number

    reviewer.goto(url)
    begin(reviewer, "review")
    reviewer.fill("#trail-text", "Clear and complete.")
    done(reviewer)

    head.goto(url)
    begin(head, "approve")
    head.fill("#trail-text", "Signed.")
    done(head)
    assert head.inner_text(".trail-state") == "Approved"
    assert no_sideways_scrolling(head)

    drafter.goto(f"{url}/@@trail")
    trail = drafter.inner_text("#content")
    for words in ("Created", "Submit for review", "Ask for changes", "Name the first day", "Approve and sign", number):
        assert words in trail, words
    assert no_sideways_scrolling(drafter)
    drafter.goto(f"{url}/edit")
    assert "form-widgets-title" not in drafter.content()


def test_file_list_can_be_downloaded_in_the_browser(window, http, tmp_path):
    record = http.approved()
    http.commit()
    page = window("colleague")
    page.goto(f"{http.base}/@@registers/file-list?class=ADM")
    assert record.number in page.inner_text("#content")
    with page.expect_download() as download:
        page.click("a[href*='format=csv']")
    target = Path(tmp_path) / "list.csv"
    download.value.save_as(target)
    text = target.read_text("utf-8-sig")
    assert record.number in text and "Leave rules" in text
    assert no_sideways_scrolling(page)


def test_reviewer_cannot_judge_what_has_changed_meanwhile(window, http):
    record = http.submitted()
    http.commit()
    url = http.url(record)
    page = window("reviewer")
    page.goto(f"{url}/@@transition?workflow_action=review")
    page.fill("#trail-text", "Clear and complete.")
    http.act("drafter", record, "withdraw")
    record.title = "Leave rules, changed"
    http.act("drafter", record, "submit")
    http.commit()
    done(page)
    assert "has changed since you read it" in page.inner_text("[role=alert]")
    assert page.input_value("#trail-text") == "Clear and complete."
