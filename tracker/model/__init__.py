"""What the tables cannot say of fields: the kind of each, its name for people, what reports copy and comparisons hold.

`fields` says what a field is, `nouns` declares those of each noun, `reading` reads the text of one.
"""
