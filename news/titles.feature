Windows are titled by the page, not by the site alone; classes, year folders and documents have icons; REST says who drafted a record and which class it is in.
