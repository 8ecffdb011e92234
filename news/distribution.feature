A Plone distribution to make a records office in the browser; `make start` for a demo office.
