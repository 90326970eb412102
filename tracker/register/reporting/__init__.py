"""Reports to a conference: from a person's words to what is written."""
