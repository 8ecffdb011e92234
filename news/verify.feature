Console script `trail verify`: checks an exported trail without Plone and names the first bad entry.
