Four levels of secrecy that act in views, searches, counts, registers and downloads; reads at the upper two levels are entries of the trail.
