"""What becomes of the rows of each noun: planned before anything is written, then applied."""
