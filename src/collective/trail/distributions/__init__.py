"""The Plone distribution with which an admin makes a records office in the browser."""
