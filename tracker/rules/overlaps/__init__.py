"""Rules of overlaps: the meaning of texts, how alike they are, and what is counted twice."""
