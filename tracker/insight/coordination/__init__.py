"""What administrations ask for and donors offer, held against each other: candidates, coverage, gaps, overlaps."""
