"""What the tables cannot say about fields: their kinds and display names, what reports copy, what comparisons include.

`fields` defines a field, `nouns` declares the fields of each noun, `reading` parses the text of a field.
"""
