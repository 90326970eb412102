"""Documents for Word and workbooks for Excel."""
