"""Reports to a conference: from the user's words to the rows that are written."""
