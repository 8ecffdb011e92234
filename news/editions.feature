Earlier editions have a page of their own and show number, dates and opinions as they were; over REST a document lists
its `editions`. What was secret in an earlier edition stays with those cleared for it.
