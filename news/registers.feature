File list and number register as page, REST, CSV and XLSX, sortable and filterable.
