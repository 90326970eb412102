"""Career paths, their stages, and the officers reported at each."""
