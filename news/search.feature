Number, class, department, secrecy and dates are indexed for searches and Collections; Chinese full text is found.
