The control panel previews the numbers of a pattern before it is saved, also where the pattern shows the class, and says why there is no number.
