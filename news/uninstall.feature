Uninstalling removes all settings; records and their trail stay.
