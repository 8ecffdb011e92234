Revisions: a working copy is approved anew and replaces the edition in force; old editions stay readable.
