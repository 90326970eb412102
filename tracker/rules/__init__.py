"""Rules that need no database: words, codes, texts, dates, money, rates, shares, risks and progress.

Every parser of a user's text raises `errors.Invalid`, naming the value, why it is invalid, and what would be valid;
none of them guesses. `what` is always the name of the value as the user knows it, such as "start" or "committed".
"""
