Approved documents are frozen on every path: forms, REST, uploads, WebDAV, the ZMI, rename, move, paste, content rules and deletion of a parent.
