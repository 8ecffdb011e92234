"""S1: the control panel "Trail", in the browser and over REST."""
