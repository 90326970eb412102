"""Facts for analysis: one row for each thing at each conference, with names beside codes."""
