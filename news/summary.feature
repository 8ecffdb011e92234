Search results are made of the catalog alone: no record is fetched for a row.
