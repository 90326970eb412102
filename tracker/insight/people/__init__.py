"""Career paths of customs officers, with their stages and the officers reported at each."""
