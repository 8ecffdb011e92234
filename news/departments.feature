Departments and company roles in a control panel; duties on records are computed, never stored.
