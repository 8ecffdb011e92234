Several people who write at the same time seldom wait for each other: the catalog's trees, the versions and the ids keep apart what they add. Searches and registers answer quicker.
