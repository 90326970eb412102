"""Sheets in other people's layouts: header rows, headings, numbers and dates are understood or refused, not guessed."""
