File plan of record classes with retention schedule and default secrecy; year folders are made on first need.
