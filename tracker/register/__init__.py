"""The write side: one collection per noun, with the same verbs; every write goes through the journal."""
