"""`tracker db check` and `tracker conference verify`: compare the whole register with what it should be."""
