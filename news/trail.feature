The trail: an append-only, chained entry for every act and every refused attempt, as a time line on each record and for auditors on the site.
