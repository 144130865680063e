This is not a program at all.
