Controlled documents with background, purpose, content, main file and annexes, from draft to approved and frozen record.
