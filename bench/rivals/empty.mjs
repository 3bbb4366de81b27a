// The least that a Node program can do.
