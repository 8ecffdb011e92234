Four levels of secrecy that act in views, searches, counts, navigation, registers and downloads, also against guessed addresses; reads at the upper two levels are entries of the trail.
