"""IATI: what donors publish, read and written."""

# The attribute that says in which language an element is.
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
