"""The reading side of the trail: what page, REST and downloads share. Reads only; stands above ``ledger``."""
