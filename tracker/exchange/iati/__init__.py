"""Read and write IATI, the standard in which donors publish their activities."""

# The attribute that gives the language of an element.
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
