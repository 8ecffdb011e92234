"""D1: every way we know by which somebody could try to change an approved document; see test_d1_frozen."""

FILE = {"data": "other", "encoding": "utf-8", "filename": "other.txt", "content-type": "text/plain"}
LOCK = '<?xml version="1.0"?><d:lockinfo xmlns:d="DAV:"><d:lockscope><d:exclusive/></d:lockscope>' + (
    "<d:locktype><d:write/></d:locktype><d:owner>me</d:owner></d:lockinfo>"
)
PROPPATCH = '<?xml version="1.0"?><d:propertyupdate xmlns:d="DAV:"><d:set><d:prop><title>X</title></d:prop></d:set>' + (
    "</d:propertyupdate>"
)


CHECKOUT = {"form.button.Checkout": "1", "checkout_location": "plone.app.iterate.parent"}
PORTLETS = {"manager": "plone.leftcolumn", "group_status": "1", "content_type_status": "1", "context_status": "1"}
FEEDS = {"form.widgets.enabled:list": "selected", "form.widgets.feed_types:list": "RSS", "form.buttons.save": "Save"}
#: Over REST: method, address and JSON, by what is tried.
REST = {
    "edit": ("patch", "{0.record}", {"title": "Other"}),
    "edit_readonly": ("patch", "{0.record}", {"number": "X1", "edition": 9, "approved_on": "2001-01-01T00:00:00"}),
    "rename": ("patch", "{0.record}", {"id": "other"}),
    "order_annexes": ("patch", "{0.record}", {"ordering": {"obj_id": "{0.annex_id}", "delta": "top"}}),
    "layout": ("patch", "{0.record}", {"layout": "folder_listing"}),
    "replace": ("put", "{0.record}", {"title": "Other"}),
    "delete": ("delete", "{0.record}", None),
    "delete_year": ("delete", "{0.folder}", None),
    "delete_class": ("delete", "{0.record_class}", None),
    "move": ("post", "{0.other_class}/@move", {"source": "{0.record}"}),
    "move_out": ("post", "{0.site}/@move", {"source": "{0.record}"}),
    "move_year": ("post", "{0.other_class}/@move", {"source": "{0.folder}"}),
    "move_class": ("post", "{0.other_class}/@move", {"source": "{0.record_class}"}),
    "move_annex": ("post", "{0.site}/@move", {"source": "{0.annex}"}),
    "revert": ("patch", "{0.record}/@history", {"version": 0}),
    "check_in": ("patch", "{0.record}/@workingcopy", {}),
    "cancel_check_out": ("delete", "{0.record}/@workingcopy", None),
    "add_annex": ("post", "{0.record}", {"@type": "File", "title": "Other", "file": FILE}),
    "add_image": ("post", "{0.record}", {"@type": "Image", "title": "Other"}),
    "edit_annex": ("patch", "{0.annex}", {"title": "Other"}),
    "replace_annex": ("patch", "{0.annex}", {"file": FILE}),
    "delete_annex": ("delete", "{0.annex}", None),
    "lock": ("post", "{0.record}/@lock", {}),
    "lock_annex": ("post", "{0.annex}/@lock", {}),
    "comment": ("post", "{0.record}/@comments", {"text": "Other"}),
    "translate": ("post", "{0.record}/@translations", {"id": "{0.other_class}"}),
    "share": (
        "post",
        "{0.record}/@sharing",
        {"entries": [{"id": "manager", "type": "user", "roles": {"Editor": True}}]},
    ),
    "share_annex": (
        "post",
        "{0.annex}/@sharing",
        {"entries": [{"id": "manager", "type": "user", "roles": {"Editor": True, "Reader": True}}]},
    ),
    "rules": ("post", "{0.record}/@content-rules", {"rules": []}),
    "check_out": ("post", "{0.record}/@workingcopy", {}),
    "alias": ("post", "{0.record}/@aliases", {"items": [{"path": "/other"}]}),
    "no_alias": ("delete", "{0.record}/@aliases", {"items": [{"path": "/other"}]}),
    "transition": ("post", "{0.record}/@workflow/submit", {"comment": "Other"}),
    "opinion": ("post", "{0.record}/@opinions", {"verdict": "agree", "text": "Other"}),
    "undo": ("patch", "{0.site}/@transactions", {"transaction_ids": ["AAAAAAAAAAA= x"]}),
    "upgrade": ("post", "{0.record}/@upgrade", {}),
}
#: In Classic and the ZMI: method, address, form.
CLASSIC = {
    "form": ("post", "{0.record}/@@edit", {"form.widgets.title": "Other", "form.buttons.save": "Save"}),
    "annex_form": ("post", "{0.annex}/@@edit", {"form.widgets.title": "Other", "form.buttons.save": "Save"}),
    "add_form": ("post", "{0.record}/++add++File", {"form.widgets.title": "Other", "form.buttons.save": "Save"}),
    "delete": ("post", "{0.record}/delete_confirmation", {"form.submitted": "1", "form.buttons.Delete": "Delete"}),
    "delete_annex": ("post", "{0.annex}/delete_confirmation", {"form.buttons.Delete": "Delete"}),
    "rename": (
        "post",
        "{0.record}/object_rename",
        {"form.widgets.new_id": "other", "form.widgets.new_title": "Other", "form.buttons.Rename": "Rename"},
    ),
    "cut": ("get", "{0.record}/object_cut", {}),
    "share": (
        "post",
        "{0.record}/@@sharing",
        {
            "form.button.Save": "Save",
            "form.submitted": "1",
            "entries.id:records": "manager",
            "entries.type:records": "user",
            "entries.role_Editor:records": "1",
        },
    ),
    "default_page": (
        "post",
        "{0.record}/select_default_page",
        {"objectId": "{0.annex_id}", "form.submitted": "1", "form.buttons.Save": "Save"},
    ),
    "layout": ("post", "{0.record}/selectViewTemplate", {"templateId": "folder_listing"}),
    "revert": ("post", "{0.record}/revertversion", {"version_id": "0"}),
    "lock": ("post", "{0.record}/@@plone_lock_operations/create_lock", {}),
    "check_in": ("post", "{0.record}/@@content-checkin", {"form.button.Checkin": "1", "checkin_message": "x"}),
    "check_out": ("post", "{0.record}/@@content-checkout", CHECKOUT),
    "cancel": ("post", "{0.record}/@@content-cancel-checkout", {"form.button.Cancel": "1"}),
    "alias": ("post", "{0.record}/@@manage-aliases", {"redirection": "/other", "form.button.Add": "Add"}),
    "rules": ("post", "{0.record}/@@manage-content-rules", {"form.button.Block": "1"}),
    "portlets": ("post", "{0.record}/@@set-portlet-blacklist-status", PORTLETS),
    "portlet": ("post", "{0.record}/++contextportlets++plone.leftcolumn/+/portlets.Calendar", {}),
    "feeds": ("post", "{0.record}/@@synPropertiesForm", FEEDS),
    "comment": ("post", "{0.record}/@@view", {"form.widgets.text": "Other", "form.buttons.comment": "Comment"}),
    "default_view": ("post", "{0.record}/selectViewTemplate", {"templateId": "document-view"}),
    "version": ("post", "{0.record}/@@saveasnewversion", {"comment": "Other"}),
    "bulk_delete": ("post", "{0.folder}/@@fc-delete", {"selection": '["{0.uid}"]'}),
    "bulk_delete_year": ("post", "{0.record_class}/@@fc-delete", {"selection": '["{0.uid}"]'}),
    "bulk_rename": ("post", "{0.folder}/@@fc-rename", {"UID_1": "{0.uid}", "newid_1": "other", "newtitle_1": "Other"}),
    "bulk_properties": (
        "post",
        "{0.folder}/@@fc-properties",
        {"selection": '["{0.uid}"]', "effectiveDate": "2001-01-01"},
    ),
    "bulk_tags": ("post", "{0.folder}/@@fc-tags", {"selection": '["{0.uid}"]', "add": "other"}),
    "zmi_delete": ("post", "{0.folder}/manage_delObjects", {"ids:list": "{0.id}"}),
    "zmi_delete_year": ("post", "{0.record_class}/manage_delObjects", {"ids:list": "{0.year}"}),
    "zmi_delete_class": ("post", "{0.site}/manage_delObjects", {"ids:list": "administrative"}),
    "zmi_delete_annex": ("post", "{0.record}/manage_delObjects", {"ids:list": "{0.annex_id}"}),
    "zmi_rename": ("post", "{0.folder}/manage_renameObject", {"id": "{0.id}", "new_id": "other"}),
    "zmi_rename_year": ("post", "{0.record_class}/manage_renameObject", {"id": "{0.year}", "new_id": "1999"}),
    "zmi_cut": ("post", "{0.folder}/manage_cutObjects", {"ids:list": "{0.id}"}),
    "zmi_properties": ("post", "{0.record}/manage_changeProperties", {"title": "Other"}),
    "zmi_edit_properties": ("post", "{0.record}/manage_editProperties", {"title": "Other"}),
    "zmi_add_property": ("post", "{0.record}/manage_addProperty", {"id": "other", "value": "x", "type": "string"}),
    "zmi_ownership": ("post", "{0.record}/manage_changeOwnershipType", {"explicit": "1"}),
    "zmi_local_roles": (
        "post",
        "{0.record}/manage_setLocalRoles",
        {"userid": "manager", "roles:list": "Owner"},
    ),
    "zmi_permission": (
        "post",
        "{0.record}/manage_permission",
        {"permission_to_manage": "Modify portal content", "roles:list": "Manager"},
    ),
    "zmi_owner": ("post", "{0.record}/manage_takeOwnership", {}),
    "zmi_import": ("post", "{0.record}/manage_importObject", {"file": "other.zexp"}),
    "zmi_folder": ("post", "{0.record}/manage_addFolder", {"id": "other"}),
    "zmi_locks": ("post", "{0.record}/wl_clearLocks", {}),
    "creators": ("post", "{0.record}/setCreators", {"creators": "manager"}),
    "set_title": ("post", "{0.record}/setTitle", {"title": "Other"}),
    "set_effective": ("post", "{0.record}/setEffectiveDate", {"effective_date": "2001-01-01"}),
    "set_layout": ("post", "{0.record}/setLayout", {"layout": "folder_listing"}),
    "edit_metadata": ("post", "{0.record}/editMetadata", {"title": "Other"}),
}
#: WebDAV: method, address, body, headers.
DAV = {
    "put": ("PUT", "{0.record}", "title: Other\n\nx", {}),
    "put_annex": ("PUT", "{0.annex}", "other", {"Content-Type": "text/plain"}),
    "put_new": ("PUT", "{0.record}/new.txt", "other", {"Content-Type": "text/plain"}),
    "proppatch": ("PROPPATCH", "{0.record}", PROPPATCH, {"Content-Type": "text/xml"}),
    "move": ("MOVE", "{0.record}", "", {"Destination": "{0.folder}/other"}),
    "move_away": ("MOVE", "{0.record}", "", {"Destination": "{0.other_class}/other"}),
    "move_year": ("MOVE", "{0.folder}", "", {"Destination": "{0.other_class}/1999"}),
    "delete": ("DELETE", "{0.record}", "", {}),
    "delete_year": ("DELETE", "{0.folder}", "", {}),
    "delete_annex": ("DELETE", "{0.annex}", "", {}),
    "lock": ("LOCK", "{0.record}", LOCK, {"Content-Type": "text/xml", "Depth": "0"}),
    "mkcol": ("MKCOL", "{0.record}/new", "", {}),
}
TUS = {
    "tus_upload": ("post", "{0.record}/@tus-upload"),
    "tus_replace": ("post", "{0.record}/@tus-replace"),
    "tus_replace_annex": ("post", "{0.annex}/@tus-replace"),
}
