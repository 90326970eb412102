"""`tracker db check` and `tracker conference verify`: the whole register, held against what it should be."""
