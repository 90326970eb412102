"""Other people's sheets: their header rows, headings, numbers and dates, understood or refused, never guessed."""
